import type { Case } from './case'
import { conditions } from './conditions'
import { definitions } from './definitions'
import { commonTableExpressions, explains } from './expressions-and-explains'
import { conflicts, inserts, loads } from './inserts'
import { reads, transactions, unknowns } from './reads-and-transactions'
import { returning } from './returning'
import { hostile, several } from './several-and-hostile'
import { typeorm } from './typeorm'
import { deletes, merges, truncates, updates } from './updates'

/** What the reader must say of statements, by theme. */
export const corpus: Readonly<Record<string, readonly Case[]>> = {
  inserts,
  conflicts,
  loads,
  updates,
  deletes,
  merges,
  truncates,
  conditions,
  returning,
  'common table expressions': commonTableExpressions,
  explains,
  definitions,
  reads,
  transactions,
  unknowns,
  several,
  hostile,
  typeorm,
}
