-- Write the rows of one append. Called by ledger.append inside its transaction, under its lock; rebuilding calls it too.
--   p_rows = {"project": [row…], "takeover": [row…], "register": [row…], "refusal": [row…],
--             "agenda": {"streams": [stream…], "rows": [row…]}}        each member may be absent
-- A row is a whole row: it takes the place of the one with its key, and a column that it doesn't name becomes null (data: {}).
-- The agenda of each stream named is replaced. A table or column that isn't ours is refused (22023), so that no typing error
-- loses a value in silence. Money and times come as strings and are read by PostgreSQL.
SET LOCAL ROLE readmodel_owner;
CREATE FUNCTION readmodel.write(p_rows jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM readmodel.check_rows(p_rows);
  IF p_rows ? 'project' THEN
    INSERT INTO readmodel.project AS t (
        id, stream, world, division, buyer, buyer_name, title, method, stage, budget_yuan, contract_yuan, supplier,
        supplier_name, takeover, next_due, next_wake, status, replaces, replaced_by, year, version, data)
      SELECT r.id, r.stream, r.world, r.division, r.buyer, r.buyer_name, r.title, r.method, r.stage, r.budget_yuan,
        r.contract_yuan, r.supplier, r.supplier_name, r.takeover, r.next_due, r.next_wake, r.status, r.replaces,
        r.replaced_by, r.year, r.version, coalesce(r.data, '{}')
      FROM jsonb_populate_recordset(NULL::readmodel.project, p_rows -> 'project') r
      ON CONFLICT (id) DO UPDATE SET (
        stream, world, division, buyer, buyer_name, title, method, stage, budget_yuan, contract_yuan, supplier,
        supplier_name, takeover, next_due, next_wake, status, replaces, replaced_by, year, version, data
      ) = ROW (
        excluded.stream, excluded.world, excluded.division, excluded.buyer, excluded.buyer_name, excluded.title,
        excluded.method, excluded.stage, excluded.budget_yuan, excluded.contract_yuan, excluded.supplier,
        excluded.supplier_name, excluded.takeover, excluded.next_due, excluded.next_wake, excluded.status,
        excluded.replaces, excluded.replaced_by, excluded.year, excluded.version, excluded.data);
  END IF;
  IF p_rows ? 'takeover' THEN
    INSERT INTO readmodel.takeover AS t (
        id, stream, project, world, status, trigger, provider, route, started_at, ended_at, version, data)
      SELECT r.id, r.stream, r.project, r.world, r.status, r.trigger, r.provider, r.route, r.started_at, r.ended_at,
        r.version, coalesce(r.data, '{}')
      FROM jsonb_populate_recordset(NULL::readmodel.takeover, p_rows -> 'takeover') r
      ON CONFLICT (id) DO UPDATE SET (
        stream, project, world, status, trigger, provider, route, started_at, ended_at, version, data
      ) = ROW (
        excluded.stream, excluded.project, excluded.world, excluded.status, excluded.trigger, excluded.provider,
        excluded.route, excluded.started_at, excluded.ended_at, excluded.version, excluded.data);
  END IF;
  IF p_rows ? 'register' THEN
    INSERT INTO readmodel.register AS t (
        stream, world, kind, title, version, data)
      SELECT r.stream, r.world, r.kind, r.title, r.version, coalesce(r.data, '{}')
      FROM jsonb_populate_recordset(NULL::readmodel.register, p_rows -> 'register') r
      ON CONFLICT (stream) DO UPDATE SET (
        world, kind, title, version, data
      ) = ROW (
        excluded.world, excluded.kind, excluded.title, excluded.version, excluded.data);
  END IF;
  IF p_rows ? 'refusal' THEN
    INSERT INTO readmodel.refusal AS t (
        stream, version, world, clause, command, reason, actor, at)
      SELECT r.stream, r.version, r.world, r.clause, r.command, r.reason, r.actor, r.at
      FROM jsonb_populate_recordset(NULL::readmodel.refusal, p_rows -> 'refusal') r
      ON CONFLICT (stream, version) DO UPDATE SET (
        world, clause, command, reason, actor, at
      ) = ROW (
        excluded.world, excluded.clause, excluded.command, excluded.reason, excluded.actor, excluded.at);
  END IF;
  IF p_rows ? 'agenda' THEN
    DELETE FROM readmodel.agenda t
      WHERE t.stream = ANY (SELECT jsonb_array_elements_text(p_rows -> 'agenda' -> 'streams'));
    INSERT INTO readmodel.agenda (stream, key, world, workflow, due, wake, rule, who, does, title, estimated)
      SELECT r.stream, r.key, r.world, r.workflow, r.due, r.wake, r.rule, r.who, r.does, r.title, coalesce(r.estimated, false)
      FROM jsonb_populate_recordset(NULL::readmodel.agenda, p_rows -> 'agenda' -> 'rows') r;
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION readmodel.write TO ledger_owner;
