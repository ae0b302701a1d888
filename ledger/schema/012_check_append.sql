-- Refuses a malformed append (22023) before anything is locked or written. What is once in stays in, so only names of plain
-- ASCII and whole JSON objects with unique keys and without NUL get in; and every event's meta names its command's SHA-256 and
-- home, which binds the command table to the hash chain.
SET LOCAL ROLE ledger_owner;
CREATE FUNCTION ledger.check_append(
  p_command_id uuid, p_request text, p_home text, p_read_streams text[], p_read_versions bigint[],
  p_event_streams text[], p_types text[], p_schemas smallint[], p_payloads text[], p_meta text
) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n    int := cardinality(p_event_streams);
  name text;
  body text;
  wrong text;
BEGIN
  IF p_command_id IS NULL OR p_request IS NULL OR p_home IS NULL OR p_meta IS NULL OR n IS NULL THEN
    wrong := 'an argument is missing';
  ELSIF n > 1000 THEN
    wrong := 'more than 1000 events';
  ELSIF n IS DISTINCT FROM cardinality(p_types) OR n IS DISTINCT FROM cardinality(p_schemas)
     OR n IS DISTINCT FROM cardinality(p_payloads) OR cardinality(p_read_streams) IS DISTINCT FROM cardinality(p_read_versions) THEN
    wrong := 'arrays of unequal length';
  ELSIF array_position(p_types, NULL) IS NOT NULL OR array_position(p_schemas, NULL) IS NOT NULL
     OR array_position(p_read_versions, NULL) IS NOT NULL THEN
    wrong := 'an array holds null';
  ELSIF 0 > ANY (p_read_versions) THEN
    wrong := 'a version is negative';
  ELSIF '' = ANY (p_types) OR array_to_string(p_types, '') ~ '[^A-Za-z0-9_.]' THEN
    wrong := 'an event type may hold letters, digits, _ and . only';
  ELSE
    FOREACH name IN ARRAY p_read_streams || p_home LOOP
      IF name IS NULL OR length(name) NOT BETWEEN 3 AND 150 OR name ~ '[^!-~]' OR strpos(name, '/') < 2 THEN
        wrong := format('%L is no stream name', name);
      END IF;
    END LOOP;
    FOREACH name IN ARRAY p_event_streams LOOP
      IF name IS NULL OR array_position(p_read_streams, name) IS NULL THEN
        wrong := format('the stream %s was not read', coalesce(name, 'null'));
      END IF;
    END LOOP;
    FOREACH body IN ARRAY p_payloads || p_meta || p_request LOOP
      IF body IS NULL OR body IS NOT JSON OBJECT WITH UNIQUE KEYS
         OR (strpos(body, '\u0000') > 0 AND body ~ '(^|[^\\])(\\\\)*\\u0000') THEN
        wrong := 'payload, meta and request are JSON objects with unique keys and without NUL';
      END IF;
    END LOOP;
    IF wrong IS NULL AND (SELECT count(DISTINCT s) FROM unnest(p_read_streams) s) < cardinality(p_read_streams) THEN
      wrong := 'a stream is named twice among those read';
    END IF;
  END IF;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'ledger: malformed append: %', wrong USING ERRCODE = '22023';
  END IF;
  IF (p_meta::jsonb ->> 'home', p_meta::jsonb ->> 'request')
     IS DISTINCT FROM (p_home, encode(sha256(convert_to(p_request, 'UTF8')), 'hex')) THEN
    RAISE EXCEPTION 'ledger: malformed append: meta does not name the home and the SHA-256 of the request' USING ERRCODE = '22023';
  END IF;
END $$;
