import { namesWithin } from '../../../src/sql/names-within'

test('of the names in a text those in strings count, and those in comments do not', () => {
  const sql = `SELECT b.ID FROM "Reading Lists" /* authors */, f('SELECT 1 FROM "Books"') -- people`
  const names = namesWithin('postgres', sql)
  for (const name of ['reading lists', 'books', 'id']) expect(names).toContain(name)
  for (const name of ['authors', 'people', 'lists']) expect(names).not.toContain(name)
})
