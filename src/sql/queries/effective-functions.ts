/** The databases' own functions that write, take locks, or read tables that their arguments name. */
export const effectiveFunctions: readonly string[] = [
  ...'nextval setval set_config pg_notify dblink dblink_exec ts_stat ts_rewrite get_lock release_lock release_all_locks'.split(
    ' ',
  ),
  ...'pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock pg_advisory_unlock'
    .split(' ')
    .flatMap((name) => [name, `${name}_shared`]),
  'pg_advisory_unlock_all',
  ...'query table schema database cursor'
    .split(' ')
    .flatMap((source) => ['xml', 'xmlschema', 'xml_and_xmlschema'].map((form) => `${source}_to_${form}`)),
]
