import { cascades } from './cascades'
import { definitions, migrations } from './definitions'
import { kinds } from './kinds'
import { names, unmapped } from './names'
import {
  ignored,
  parentsInBulk,
  parentsSkipped,
  parentsTrusted,
  untouched,
  untouchedEntity,
  untouchedLinks,
  untouchedRelation,
} from './precision'
import { queryBuilders } from './query-builders'
import { rawCommands } from './raw-commands'
import { rawSql } from './raw-sql'
import { relations } from './relations'
import { saving } from './saving'
import { scopes, scopesAsLoaded, scopesBesideSkippedParents } from './scopes'
import { statements } from './statements'
import { transactions } from './transactions'
import { trees } from './trees'
import { ignoredUnknownWrites, unknownWrites, unseen } from './unknown-writes'
import { upserts, upsertsByName } from './upserts'
import { views } from './views'
import type { Theme } from './write-path'

/** All write paths, in the order of the documentation. */
export const themes: readonly Theme[] = [
  saving,
  statements,
  upserts,
  upsertsByName,
  queryBuilders,
  relations,
  trees,
  kinds,
  rawSql,
  rawCommands,
  unknownWrites,
  ignoredUnknownWrites,
  definitions,
  migrations,
  views,
  cascades,
  scopes,
  scopesBesideSkippedParents,
  scopesAsLoaded,
  unmapped,
  names,
  ignored,
  untouched,
  untouchedLinks,
  untouchedEntity,
  untouchedRelation,
  parentsInBulk,
  parentsTrusted,
  parentsSkipped,
  transactions,
  unseen,
]
