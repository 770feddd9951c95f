import type { Dialect } from '../statement'
import { words } from '../lexer/words'

/** The databases' own functions that make rows of their arguments alone; any other may read tables. */
const functions: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  postgres: words(
    'generate_series generate_subscripts unnest regexp_matches regexp_split_to_table string_to_table xmltable json_table ' +
      'json_each json_each_text json_array_elements json_array_elements_text json_object_keys json_populate_record ' +
      'json_populate_recordset json_to_record json_to_recordset ' +
      'jsonb_each jsonb_each_text jsonb_array_elements jsonb_array_elements_text jsonb_object_keys jsonb_populate_record ' +
      'jsonb_populate_recordset jsonb_to_record jsonb_to_recordset jsonb_path_query jsonb_path_query_tz',
  ),
  mysql: words('json_table'),
  sqlite: words('generate_series json_each json_tree jsonb_each jsonb_tree'),
}

export function isTableFunction(dialect: Dialect, path: readonly string[]): boolean {
  return path.length === 1 && functions[dialect].has(path[0] as string)
}
