import type { Case } from './case'

const written: readonly Case[] = [
  ['pg lite my', 'id', 'id'],
  ['pg lite', '"id", "name"', 'id,name'],
  ['pg lite', '*', '*'],
  ['pg lite', 't.*', '*'],
  ['pg', 'u.*', ''],
  ['pg', '*, id', '*'],
  ['pg', '*, lower(name) AS name', ''],
  ['pg', 'id, t.name', 'id,name'],
  ['pg', 'id AS key', ''],
  ['pg', 'id key', ''],
  ['pg', 'id, name AS id', ''],
  ['pg', 'id, name, lower(x) AS name', 'id'],
  ['pg', 'id, name, lower(x) name', 'id'],
  ['pg', 'id, name::text', 'id'],
  ['pg', 'id, id::text', ''],
  ['pg', 'id, u.id', ''],
  ['pg', 'id, abs(x), abs', 'id'],
  ['pg', 'id, a + 1, 5', 'id'],
  ['pg', 'id, old.name, new.age', 'id'],
  ['pg', 'WITH (OLD AS o) o.id', ''],
  ['pg', 'id, current_user', 'id'],
  ['pg', '"Id", id', 'Id,id'],
  ['lite', '"Id", id', 'id'],
  ['pg', '', ''],
  ['lite', '"id" INTO :1', ''],
]

export const returning: readonly Case[] = written.flatMap(([dialects, items, columns]): Case[] => {
  const shown = columns === '' ? '' : ` returning ${columns}`
  return [
    [dialects, `INSERT INTO t (a) VALUES (1) RETURNING ${items}`, `insert t(a)(1)${shown}`],
    [dialects, `DELETE FROM t WHERE a = 1 RETURNING ${items}`, `delete t where a=1${shown}`],
  ]
})
