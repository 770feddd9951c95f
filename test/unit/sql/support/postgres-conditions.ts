import type { A_Expr, ColumnRef, Node, RangeVar } from 'libpg-query'
import { pathOf, stringsOf } from './postgres-parser'

/** A condition over columns that are told apart by the constants they are compared with. */
export interface Condition {
  /** Whether it can be, and can be not, true where the columns have these constants. */
  readonly truth: (row: Row) => Truth
  /** The constants that each column is compared with. */
  readonly constants: ReadonlyMap<string, ReadonlySet<string>>
}

/** The one constant that each column is equal to. */
export type Row = ReadonlyMap<string, string>

export interface Truth {
  readonly canBeTrue: boolean
  readonly canBeFalse: boolean
}

const either: Truth = { canBeTrue: true, canBeFalse: true }

/** What PostgreSQL's tree of a WHERE clause says of one table's rows; without a clause it is true. */
export function conditionOf(where: Node | undefined, target: RangeVar): Condition {
  const constants = new Map<string, Set<string>>()
  const truth = where ? read(where, target, constants) : () => ({ canBeTrue: true, canBeFalse: false })
  return { truth, constants }
}

/** A plain value as it is told apart from others: `$1`, `'x'`, `-5`; `undefined` for any other expression. */
export function constantOf(node: Node | undefined): string | undefined {
  if (!node) return undefined
  if ('ParamRef' in node) return `$${node.ParamRef.number ?? 0}`
  if ('SetToDefault' in node) return 'default'
  if ('A_Expr' in node) return signed(node.A_Expr)
  if (!('A_Const' in node)) return undefined
  const { ival, fval, boolval, sval, isnull } = node.A_Const
  if (isnull) return 'null'
  if (sval) return `'${sval.sval ?? ''}'`
  if (boolval) return String(boolval.boolval ?? false)
  if (fval) return String(Number(fval.fval))
  return ival ? String(ival.ival ?? 0) : undefined
}

/** `+2`, which PostgreSQL leaves to its execution. */
function signed({ kind, name, lexpr, rexpr }: A_Expr): string | undefined {
  if (kind !== 'AEXPR_OP' || lexpr || !rexpr || !('A_Const' in rexpr) || stringsOf(name).join() !== '+')
    return undefined
  const { ival, fval } = rexpr.A_Const
  return (ival ?? fval) ? constantOf(rexpr) : undefined
}

/** The column of the target that an expression is. */
function columnOf(node: Node | undefined, target: RangeVar): string | undefined {
  if (!node || !('ColumnRef' in node)) return undefined
  const path = columnPath(node.ColumnRef)
  if (!path) return undefined
  const qualifier = path.slice(0, -1)
  const whole = target.alias?.aliasname === undefined ? pathOf(target) : [target.alias.aliasname]
  const end = whole.slice(whole.length - qualifier.length)
  return qualifier.length <= whole.length && qualifier.every((name, at) => name === end[at]) ? path.at(-1) : undefined
}

/** `undefined` for `users.*`. */
export function columnPath({ fields = [] }: ColumnRef): readonly string[] | undefined {
  const path = stringsOf(fields)
  return path.length === fields.length ? path : undefined
}

type Constants = Map<string, Set<string>>

function read(node: Node, target: RangeVar, constants: Constants): Condition['truth'] {
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    const all = args.map((one) => read(one, target, constants))
    switch (boolop) {
      case 'AND_EXPR':
        return (row) => allOf(all.map((one) => one(row)))
      case 'OR_EXPR':
        return (row) => negated(allOf(all.map((one) => negated(one(row)))))
      default:
        return (row) => negated(all[0]?.(row) ?? either)
    }
  }
  const equalities = 'A_Expr' in node ? equalitiesOf(node.A_Expr, target) : undefined
  if (!equalities) return () => either
  for (const one of equalities)
    for (const [column, constant] of one) {
      const known = constants.get(column) ?? new Set()
      constants.set(column, known.add(constant))
    }
  return (row) => certain(equalities.some((one) => one.every(([column, constant]) => row.get(column) === constant)))
}

function certain(isTrue: boolean): Truth {
  return { canBeTrue: isTrue, canBeFalse: !isTrue }
}

function negated({ canBeTrue, canBeFalse }: Truth): Truth {
  return { canBeTrue: canBeFalse, canBeFalse: canBeTrue }
}

function allOf(all: readonly Truth[]): Truth {
  return { canBeTrue: all.every((one) => one.canBeTrue), canBeFalse: all.some((one) => one.canBeFalse) }
}

type Equality = readonly [column: string, constant: string]

/** One of these, each of which holds with all its columns; `undefined` for any other comparison. */
function equalitiesOf(
  { kind, name, lexpr, rexpr }: A_Expr,
  target: RangeVar,
): readonly (readonly Equality[])[] | undefined {
  if (stringsOf(name).join() !== '=' || !lexpr || !rexpr) return undefined
  switch (kind) {
    case 'AEXPR_OP':
      return one(equal(lexpr, rexpr, target) ?? equal(rexpr, lexpr, target))
    case 'AEXPR_IN': {
      const items = 'List' in rexpr ? (rexpr.List.items ?? []) : []
      const all = items.map((item) => equal(lexpr, item, target))
      return all.every((item) => item !== undefined) ? all : undefined
    }
    case 'AEXPR_OP_ANY': {
      const column = columnOf(lexpr, target)
      const array = 'TypeCast' in rexpr ? rexpr.TypeCast.arg : rexpr
      const isParameter = array !== undefined && 'ParamRef' in array
      return column !== undefined && isParameter ? [[[column, `any ${constantOf(array)}`]]] : undefined
    }
    default:
      return undefined
  }
}

function one(equality: readonly Equality[] | undefined): readonly (readonly Equality[])[] | undefined {
  return equality && [equality]
}

function equal(left: Node, right: Node, target: RangeVar): readonly Equality[] | undefined {
  const columns = 'RowExpr' in left ? (left.RowExpr.args ?? []) : [left]
  const values = 'RowExpr' in right ? (right.RowExpr.args ?? []) : [right]
  if (columns.length !== values.length) return undefined
  const all = columns.map((column, at) => [columnOf(column, target), constantOf(values[at])] as const)
  return all.every((each): each is Equality => each[0] !== undefined && each[1] !== undefined) ? all : undefined
}
