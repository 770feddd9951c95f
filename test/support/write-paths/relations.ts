import { Author, Book, Cover, Tag, libraryWorld } from './worlds/library'
import { notMariadb } from './where'
import type { At, Theme } from './write-path'

const relation = ({ manager }: At, target: typeof Author | typeof Book | typeof Cover | typeof Tag, property: string) =>
  manager.createQueryBuilder().relation(target, property)

export const relations: Theme = {
  title: 'Relations and links',
  world: libraryWorld,
  paths: [
    {
      path: '`save`, a link added and one removed',
      write: ({ manager }) => manager.save(Book, { id: 1, tags: [{ id: 2 }] }),
      changes: ['link 1,1', 'link 1,2', 'book 1', 'tag 1', 'tag 2'],
    },
    {
      path: '`save`, a link added from the other side',
      write: ({ manager }) => manager.save(Tag, { id: 1, books: [{ id: 1 }, { id: 3 }] }),
      changes: ['link 3,1', 'book 3', 'tag 1'],
    },
    {
      path: '`save`, a new row with a link',
      write: ({ manager }) => manager.save(Book, { author: { id: 2 }, tags: [{ id: 1 }] }),
      changes: ['book 4', '(author 2)', 'link 4,1', 'tag 1'],
    },
    {
      path: '`save`, a one-to-one relation from the owning side',
      write: ({ manager }) => manager.save(Cover, { id: 1, book: { id: 3 } }),
      changes: ['cover 1', '(book 3)'],
      read: ['book 1'],
    },
    {
      path: '`save`, a one-to-one relation from the other side',
      write: ({ manager }) => manager.save(Book, { id: 2, cover: { id: 2 } }),
      changes: ['cover 2', '(book 2)'],
      read: ['book'],
    },
    {
      path: '`save`, a child taken out, `orphanedRowAction: "delete"`',
      write: ({ manager }) => manager.save(Author, { id: 1, notes: [] }),
      changes: ['note 1'],
      read: ['author 1'],
    },
    {
      path: '`save`, a child taken out, `orphanedRowAction: "soft-delete"`',
      write: ({ manager }) => manager.save(Author, { id: 1, letters: [] }),
      changes: ['letter 1', '(author 1)'],
    },
    {
      path: '`relation(…).of(…).add`, many-to-many',
      write: (at) => relation(at, Book, 'tags').of(1).add(2),
      changes: ['link 1,2', 'book 1', 'tag 2'],
    },
    {
      path: '`relation(…).of(…).add`, many-to-many, from the other side',
      write: (at) => relation(at, Tag, 'books').of(1).add(3),
      changes: ['link 3,1', 'book 3', 'tag 1'],
    },
    {
      path: '`relation(…).of(…).remove`, many-to-many',
      write: (at) => relation(at, Book, 'tags').of(1).remove(1),
      changes: ['link 1,1', 'book 1', 'tag 1'],
    },
    {
      path: '`relation(…).of(…).addAndRemove`, many-to-many',
      write: (at) => relation(at, Book, 'tags').of(1).addAndRemove([2], [1]),
      changes: ['link 1,1', 'link 1,2', 'book 1', 'tag 1', 'tag 2'],
    },
    {
      path: '`relation(…).of(…).set`, many-to-one',
      write: (at) => relation(at, Book, 'author').of(1).set(2),
      changes: ['book 1', '(author 2)'],
      read: ['author 1'],
    },
    {
      path: '`relation(…).of(…).set(null)`, many-to-one',
      write: (at) => relation(at, Book, 'author').of(1).set(null),
      changes: ['book 1'],
      read: ['author 1'],
    },
    {
      path: '`relation(…).of([…]).set`, many-to-one of several rows',
      write: (at) => relation(at, Book, 'author').of([1, 3]).set(2),
      changes: ['book 1', 'book 3', '(author 2)'],
      read: ['author 1'],
    },
    {
      path: '`relation(…).of(…).add`, one-to-many',
      write: (at) => relation(at, Author, 'books').of(1).add(2),
      changes: ['book 2', '(author 1)'],
      read: ['author 2'],
    },
    {
      path: '`relation(…).of(…).remove`, one-to-many',
      write: (at) => relation(at, Author, 'books').of(1).remove(1),
      changes: ['book 1', '(author 1)'],
    },
    {
      path: '`relation(…).of(…).addAndRemove`, one-to-many',
      write: (at) => relation(at, Author, 'books').of(1).addAndRemove([2], [1]),
      changes: ['book 1', 'book 2', '(author 1)'],
      read: ['author 2'],
    },
    {
      path: '`relation(…).of(…).set`, one-to-one, from the owning side',
      write: (at) => relation(at, Cover, 'book').of(1).set(3),
      changes: ['cover 1', '(book 3)'],
      read: ['book 1'],
    },
    {
      path: '`relation(…).of(…).set`, one-to-one, from the other side',
      write: (at) => relation(at, Book, 'cover').of(2).set(2),
      changes: ['cover 2', '(book 2)'],
      read: ['book'],
    },
    {
      path: '`INSERT` of a link',
      write: ({ sql }) => sql('INSERT INTO book_tags (book_id, tag_id) VALUES (?, ?)', [1, 2]),
      changes: ['link 1,2', 'book 1', 'tag 2'],
    },
    {
      path: '`DELETE` of a link by both ends',
      write: ({ sql }) => sql('DELETE FROM book_tags WHERE book_id = 1 AND tag_id = 1'),
      changes: ['link 1,1', 'book 1', 'tag 1'],
    },
    {
      path: '`DELETE` of the links of one row',
      write: ({ sql }) => sql('DELETE FROM book_tags WHERE book_id = ?', [1]),
      changes: ['every link', 'book 1', 'every tag'],
    },
    {
      path: '`DELETE … RETURNING` of the links of one row',
      write: ({ sql }) => sql('DELETE FROM book_tags WHERE book_id = 1 RETURNING book_id, tag_id'),
      changes: ['link 1,1', 'book 1', 'tag 1'],
      remark: 'The key of a link names both of its ends.',
    },
    {
      path: '`DELETE` of all links',
      write: ({ sql }) => sql('DELETE FROM book_tags'),
      changes: ['every link', 'every book', 'every tag'],
    },
    {
      path: '`UPDATE` of a link',
      write: ({ sql }) => sql('UPDATE book_tags SET tag_id = 2 WHERE book_id = 1 AND tag_id = 1'),
      changes: ['link 1,1', 'link 1,2', 'book 1', 'tag 1', 'tag 2'],
    },
    {
      path: '`INSERT … SELECT` of links',
      write: ({ sql }) => sql('INSERT INTO book_tags (book_id, tag_id) SELECT books.id, 3 FROM books'),
      changes: ['every link', 'every book', 'every tag'],
    },
    {
      path: '`INSERT … ON CONFLICT DO NOTHING` of a link that is there',
      write: ({ sql }) => sql('INSERT INTO book_tags (book_id, tag_id) VALUES (1, 1) ON CONFLICT DO NOTHING'),
      changes: [],
      only: notMariadb,
    },
  ],
}
