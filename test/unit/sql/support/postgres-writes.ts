import type {
  AlterObjectSchemaStmt,
  AlterTableStmt,
  CopyStmt,
  DeleteStmt,
  DropStmt,
  ExplainStmt,
  InsertStmt,
  IntoClause,
  MergeStmt,
  Node,
  RangeVar,
  RenameStmt,
  TransactionStmt,
  TruncateStmt,
  UpdateStmt,
} from 'libpg-query'
import { entriesOf, pathOf, stringsOf } from './postgres-parser'

export type Verb = 'insert' | 'update' | 'delete' | 'truncate' | 'merge' | 'define'

/** One table that a statement writes by PostgreSQL's tree of it. */
export interface TreeWrite {
  readonly verb: Verb
  readonly path: readonly string[]
  /** The statement that writes, where it tells more. */
  readonly of?: InsertStmt | UpdateStmt | DeleteStmt
}

/** The tables that a statement writes when it is executed, by PostgreSQL's tree of it. */
export function writesOf(tree: Node): readonly TreeWrite[] {
  return [...selectedInto(tree), ...writesWithin(tree)]
}

/** The table of `SELECT … INTO`, which PostgreSQL takes in the first SELECT of a whole statement only. */
function selectedInto(tree: Node | undefined): readonly TreeWrite[] {
  if (!tree) return []
  if ('ExplainStmt' in tree) return isExecuted(tree.ExplainStmt) ? selectedInto(tree.ExplainStmt.query) : []
  let select = 'SelectStmt' in tree ? tree.SelectStmt : undefined
  while (select?.larg) select = select.larg
  return defined(select?.intoClause?.rel)
}

/** The tables of every `SELECT … INTO`, also where PostgreSQL refuses it once it knows what the parts of the tree are for. */
export function allSelectedInto(tree: unknown): readonly TreeWrite[] {
  return entriesOf(tree).flatMap(([key, value]) => [
    ...(key === 'intoClause' ? defined((value as IntoClause).rel) : []),
    ...allSelectedInto(value),
  ])
}

function writesWithin(tree: unknown): readonly TreeWrite[] {
  return entriesOf(tree).flatMap(([key, value]) => {
    if (notExecuted.has(key) || (key === 'ExplainStmt' && !isExecuted(value as ExplainStmt))) return []
    return [...(writers[key]?.(value as never) ?? []), ...writesWithin(value)]
  })
}

/** Whether what a statement does is not in its tree. */
export function isUnknown(tree: unknown): boolean {
  return entriesOf(tree).some(([key, value]) => {
    if (notExecuted.has(key) || (key === 'ExplainStmt' && !isExecuted(value as ExplainStmt))) return false
    return unknown.has(key) || isUnknown(value)
  })
}

/** What a statement of transactions is, in the words of `shown`; `undefined` for others. */
export function transactionOf(tree: Node): string | undefined {
  if (!('TransactionStmt' in tree)) return undefined
  const { kind, chain, savepoint_name: name }: TransactionStmt = tree.TransactionStmt
  const chained = chain ? ' and chain' : ''
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return 'begin'
    case 'TRANS_STMT_COMMIT':
      return `commit${chained}`
    case 'TRANS_STMT_ROLLBACK':
      return `rollback${chained}`
    case 'TRANS_STMT_SAVEPOINT':
      return `savepoint ${name}`
    case 'TRANS_STMT_RELEASE':
      return `release ${name}`
    case 'TRANS_STMT_ROLLBACK_TO':
      return `rollback-to ${name}`
    case 'TRANS_STMT_PREPARE':
      return 'prepare'
    case 'TRANS_STMT_COMMIT_PREPARED':
      return 'unknown COMMIT PREPARED'
    default:
      return 'nothing'
  }
}

/** What keeps statements for later; `actions` are those of a rule. */
const notExecuted: ReadonlySet<string> = new Set(
  'PrepareStmt DeclareCursorStmt CreateFunctionStmt CreateTrigStmt actions'.split(' '),
)

const unknown: ReadonlySet<string> = new Set(['DoStmt', 'CallStmt', 'ExecuteStmt'])

const tables: ReadonlySet<string | undefined> = new Set([
  ...['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_FOREIGN_TABLE'],
])

function isExecuted({ options = [] }: ExplainStmt): boolean {
  // Of the same option several times PostgreSQL takes the last.
  const all = options.flatMap((one) => ('DefElem' in one && one.DefElem.defname === 'analyze' ? [one.DefElem] : []))
  const arg = all.at(-1)?.arg
  if (all.length === 0 || !arg) return all.length > 0
  if ('String' in arg) return !['off', 'false'].includes((arg.String.sval ?? '').toLowerCase())
  return !('Integer' in arg) || arg.Integer.ival === 1
}

function written(verb: Verb, relation: RangeVar | undefined, of?: TreeWrite['of']): readonly TreeWrite[] {
  if (!relation) return []
  return [{ verb, path: pathOf(relation), ...(of ? { of } : {}) }]
}

function defined(relation: RangeVar | undefined): readonly TreeWrite[] {
  return written('define', relation)
}

/** By the kind of node, or by the field that holds it where the kind is not written. */
const writers: Readonly<Record<string, (value: never) => readonly TreeWrite[]>> = {
  InsertStmt: (insert: InsertStmt) => [
    ...written('insert', insert.relation, insert),
    ...(insert.onConflictClause?.action === 'ONCONFLICT_UPDATE' ? written('update', insert.relation) : []),
  ],
  UpdateStmt: (update: UpdateStmt) => written('update', update.relation, update),
  DeleteStmt: (one: DeleteStmt) => written('delete', one.relation, one),
  MergeStmt: ({ relation, mergeWhenClauses = [] }: MergeStmt) => [
    ...written('merge', relation),
    ...mergeWhenClauses.flatMap((one) => {
      const verb = 'MergeWhenClause' in one ? mergeVerbs[one.MergeWhenClause.commandType ?? ''] : undefined
      return verb ? written(verb, relation) : []
    }),
  ],
  TruncateStmt: ({ relations = [] }: TruncateStmt) =>
    relations.flatMap((one) => ('RangeVar' in one ? written('truncate', one.RangeVar) : [])),
  CopyStmt: ({ is_from, relation }: CopyStmt) => (is_from ? written('insert', relation) : []),
  into: ({ rel }: IntoClause) => defined(rel),
  CreateStmt: relationOf,
  RefreshMatViewStmt: relationOf,
  RuleStmt: relationOf,
  ViewStmt: ({ view }: { view?: RangeVar }) => defined(view),
  AlterTableStmt: ({ relation, objtype, cmds }: AlterTableStmt) =>
    tables.has(objtype) ? [...defined(relation), ...attached(cmds)] : [],
  RenameStmt: ({ relation, renameType, newname = '' }: RenameStmt) =>
    tables.has(renameType) && relation ? [...defined(relation), ...defined({ ...relation, relname: newname })] : [],
  AlterObjectSchemaStmt: ({ relation, objectType, newschema = '' }: AlterObjectSchemaStmt) =>
    tables.has(objectType) && relation
      ? [...defined(relation), ...defined({ ...relation, schemaname: newschema })]
      : [],
  DropStmt: ({ objects = [], removeType }: DropStmt) => {
    const paths = objects.flatMap((one) => ('List' in one ? [stringsOf(one.List.items)] : []))
    if (tables.has(removeType)) return paths.map((path) => ({ verb: 'define', path }))
    // A rule's name stands behind that of its table.
    return removeType === 'OBJECT_RULE' ? paths.map((path) => ({ verb: 'define', path: path.slice(0, -1) })) : []
  },
}

const mergeVerbs: Readonly<Record<string, Verb>> = { CMD_INSERT: 'insert', CMD_UPDATE: 'update', CMD_DELETE: 'delete' }

function relationOf({ relation }: { readonly relation?: RangeVar }): readonly TreeWrite[] {
  return defined(relation)
}

/** Tables that become or were part of the altered one. */
function attached(commands: readonly Node[] | undefined): readonly TreeWrite[] {
  return (commands ?? []).flatMap((one) => {
    const def = 'AlterTableCmd' in one ? one.AlterTableCmd.def : undefined
    if (!def) return []
    if ('RangeVar' in def) return defined(def.RangeVar)
    return 'PartitionCmd' in def ? defined(def.PartitionCmd.name) : []
  })
}
