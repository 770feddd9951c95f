import { GLOBAL, type KeyPart, ScopePart, ref } from '../../../src'
import { awaitsHooks } from '../databases/awaited-hooks'
import { isHere } from './where'
import type { Watched, WatchedScope, World, WritePath } from './write-path'

/** All parts of a world whose keys are compared, by their names. */
export function partsOf({ watched, scopes = [], views = {} }: World): Record<string, KeyPart> {
  const parts: Record<string, KeyPart> = { anything: GLOBAL }
  for (const one of watched) {
    parts[one.table] = typeof one.target === 'string' ? `alkey:${one.target}#*` : one.target
    for (const id of one.ids) parts[nameOf(one, id)] = rowPart(one, id)
  }
  for (const one of scopes) {
    for (const [label, values] of Object.entries(one.values))
      parts[`${one.scope} ${label}`] = new ScopePart(one.target, values)
  }
  for (const [name, { part }] of Object.entries(views)) parts[name] = part
  return parts
}

/** The names of the parts whose keys a path must change here, sorted. */
export function changedParts(path: WritePath, world: World): string[] {
  const { changes, read = [] } = path.instead?.find(({ on }) => isHere(on)) ?? path
  const known = awaitsHooks ? read : read.map((name) => inBulk(name, world))
  const names = new Set<string>()
  for (const name of [...changes, ...readNames(known, world)]) {
    for (const part of expanded(name, world)) names.add(part)
  }
  for (const [view, { reads }] of Object.entries(world.views ?? {})) {
    if (reads.some((table) => names.has(table))) names.add(view)
  }
  if (names.size > 0) names.add('anything')
  return [...names].sort()
}

/** What is read, as `changes` would call it: without what was asked for in vain, rows in brackets. */
export function readNames(read: readonly string[], world: World): readonly string[] {
  const named = read.filter((name) => name.includes(' ') && name !== scopeOf(name, world)?.scope)
  return named.map((name) => (scopeOf(name.replace(/^every /, ''), world) ? name : `(${name})`))
}

/** In brackets: the row that is touched, without its table. */
function expanded(name: string, world: World): readonly string[] {
  const [, touched] = /^\((.*)\)$/.exec(name) ?? []
  if (touched !== undefined) return expanded(touched, world).slice(1)
  if (name === 'everything') return Object.keys(partsOf(world))
  if (name === 'anything' || Object.hasOwn(world.views ?? {}, name)) return [name]
  if (world.watched.some(({ table }) => table === name)) return [name]
  const scope = scopeOf(name.replace(/^every /, ''), world)
  if (scope)
    return name.startsWith('every ') ? Object.keys(scope.values).map((label) => `${scope.scope} ${label}`) : [name]
  const one = rowOf(name.replace(/^every /, ''), world)
  const rows = one.ids.map((id) => nameOf(one, id))
  if (name === `every ${one.row}`) return [one.table, ...rows]
  if (!rows.includes(name)) throw new Error(`'${name}' is not watched.`)
  return [one.table, name]
}

function inBulk(name: string, world: World): string {
  return `every ${scopeOf(name, world)?.scope ?? rowOf(name, world).row}`
}

function scopeOf(name: string, { scopes = [] }: World): WatchedScope | undefined {
  return scopes.find(({ scope, values }) =>
    [scope, ...Object.keys(values).map((label) => `${scope} ${label}`)].includes(name),
  )
}

function rowOf(name: string, { watched }: World): Watched {
  const one = watched.find(({ row }) => name === row || name.startsWith(`${row} `))
  if (!one) throw new Error(`'${name}' is not watched.`)
  return one
}

function nameOf({ row }: Watched, id: Watched['ids'][number]): string {
  return `${row} ${textOf(id)}`
}

function rowPart({ target }: Watched, id: Watched['ids'][number]): KeyPart {
  return typeof target === 'string' ? `alkey:${target}#${textOf(id)}` : ref(target, id)
}

function textOf(id: Watched['ids'][number]): string {
  return typeof id === 'object' ? Object.values(id).join() : String(id)
}
