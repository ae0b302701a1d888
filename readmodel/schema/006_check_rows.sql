-- Refuses rows that readmodel.write would otherwise lose in silence: of an unknown table, or with an unknown column.
SET LOCAL ROLE readmodel_owner;
CREATE FUNCTION readmodel.check_rows(p_rows jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name    text;
  rows    jsonb;
  strange text;
BEGIN
  FOR name, rows IN SELECT * FROM jsonb_each(p_rows) LOOP
    IF name NOT IN ('project', 'takeover', 'agenda', 'register', 'refusal') THEN
      RAISE EXCEPTION 'readmodel: there is no table %', name USING ERRCODE = '22023';
    END IF;
    IF name = 'agenda' THEN
      IF rows - ARRAY['streams', 'rows'] <> '{}' OR NOT rows ?& ARRAY['streams', 'rows'] THEN
        RAISE EXCEPTION 'readmodel: the agenda has exactly the members streams and rows' USING ERRCODE = '22023';
      END IF;
      rows := rows -> 'rows';
    END IF;
    SELECT k INTO strange FROM jsonb_array_elements(rows) r, jsonb_object_keys(r) k
      WHERE NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = ('readmodel.' || name)::regclass AND a.attname = k AND a.attnum > 0 AND NOT a.attisdropped)
      LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'readmodel: % has no column %', name, strange USING ERRCODE = '22023';
    END IF;
  END LOOP;
END $$;
