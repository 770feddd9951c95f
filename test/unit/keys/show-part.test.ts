import { EntitySchema } from 'typeorm'
import { Alkey, MemoryTokenStore, literal, ref, scope } from '../../../src'
import { showPart } from '../../../src/keys/show-part'

class Author {
  readonly id = 1
}

class Editor extends Author {
  static override readonly name: string = 'chief'
}

const alkey = new Alkey({ store: new MemoryTokenStore() })

afterAll(() => alkey.close())

test.each([
  [ref(Author, 1), 'ref(Author, 1)'],
  [ref('sales.invoices', '7'), "ref('sales.invoices', '7')"],
  [ref(Author, { id: 1 }), 'ref(Author, { id: 1 })'],
  [scope(Author, { id: 1 }), 'scope(Author, { id: 1 })'],
  [scope('sales.invoices', { 'paid at': null }), "scope('sales.invoices', { 'paid at': null })"],
  [Author, 'Author'],
  [Editor, 'chief'],
  [new Author(), 'Author { id: 1 }'],
  [literal('alkey:a#1'), "literal('alkey:a#1')"],
  [alkey.tag('city', 'graz'), 'alkey:@city#graz'],
  ['alkey:users#1', "'alkey:users#1'"],
  [[1, 2], '[ 1, 2 ]'],
])('a part is shown as code names it: %p', (part, shown) => {
  expect(showPart(part)).toBe(shown)
})

test('a schema is shown by its name', () => {
  const schema = new EntitySchema<Author>({ name: 'Author', columns: { id: { type: 'int', primary: true } } })
  expect(showPart(ref(schema, 1))).toBe('ref(Author, 1)')
})

test('what has no name is shown all the same', () => {
  const part = ref(class {}, 1)
  expect(showPart(part)).toBe('ref([class (anonymous)], 1)')
  const { proxy, revoke } = Proxy.revocable(part, {})
  revoke()
  expect(showPart(proxy)).toMatch(/Proxy/)
})
