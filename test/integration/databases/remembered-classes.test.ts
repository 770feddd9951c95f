import { Column, type DataSource, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncovered } from '../../support/harness/warnings/expected'

expectWarnings(uncovered)

// What TypeORM gives entities besides data: relations that are loaded when they are asked for, and values that
// transformers make of columns.

class Money {
  constructor(readonly cents: bigint) {}
}

const inCents = {
  to: (price: Money | null) => price?.cents.toString() ?? null,
  from: (cents: string | number | null) => (cents === null ? null : new Money(BigInt(cents))),
}

class Terms {
  @Column({ type: 'decimal', nullable: true, transformer: inCents }) fee!: Money | null
}

@Entity('remembered_authors')
class Author {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @OneToMany(() => Book, (book) => book.author) books!: Promise<Book[]>
}

@Entity('remembered_books')
class Book {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'bigint', transformer: inCents }) price!: Money
  @Column(() => Terms) terms!: Terms
  @ManyToOne(() => Author, (author) => author.books)
  @JoinColumn({ name: 'author_id' })
  author!: Promise<Author>
}

let dataSource: DataSource
let alkey: Alkey
let times = 0

useAttached([Author, Book], (attached) => ({ dataSource, alkey } = attached), {
  once: async () => {
    await dataSource.manager.insert(Author, { name: 'Ann' })
    await dataSource.query('INSERT INTO remembered_books (price, author_id) VALUES (500, 1)')
  },
})

/** A book as it was loaded, and as it is found. */
async function remembered(relations: { author?: true }): Promise<[loaded: Book, found: Book]> {
  const load = jest.fn(() => dataSource.manager.findOneOrFail(Book, { where: { id: 1 }, relations }))
  const time = ++times
  const book = (): Promise<Book> => alkey.remember([ref(Book, 1), time], load)
  const both: [Book, Book] = [await book(), await book()]
  expect(load).toHaveBeenCalledTimes(1)
  return both
}

test('what transformers make of columns comes back as that, also in embedded ones', async () => {
  await dataSource.manager.update(Book, 1, { terms: { fee: new Money(7n) } })
  const [loaded, found] = await remembered({})
  expect(found).toEqual(loaded)
  expect(found.price).toBeInstanceOf(Money)
  expect(found.terms.fee).toEqual(new Money(7n))
  await dataSource.manager.save(Object.assign(found, { price: new Money(900n) }))
  const [, later] = await remembered({})
  expect(later.price).toEqual(new Money(900n))
})

test('a lazy relation that was loaded is there, and loads its own', async () => {
  const [, found] = await remembered({ author: true })
  const author = await found.author
  expect(author).toBeInstanceOf(Author)
  expect(author.name).toBe('Ann')
  expect(await author.books).toHaveLength(1)
})

test('a lazy relation that was not loaded is loaded when it is asked for', async () => {
  const [, found] = await remembered({})
  expect((await found.author).name).toBe('Ann')
})
