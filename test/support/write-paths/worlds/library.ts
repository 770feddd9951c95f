import {
  Column,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryGeneratedColumn,
} from 'typeorm'
import type { World } from '../write-path'

@Entity('authors')
export class Author {
  @PrimaryGeneratedColumn() id!: number
  @OneToMany(() => Book, (book) => book.author) books!: Book[]
  @OneToMany(() => Note, (note) => note.author, { cascade: true }) notes!: Note[]
  @OneToMany(() => Letter, (letter) => letter.author, { cascade: true }) letters!: Letter[]
}

@Entity('books')
export class Book {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Author, (author) => author.books, { nullable: true })
  @JoinColumn({ name: 'author_id' })
  author!: Author | null
  @OneToOne(() => Cover, (cover) => cover.book) cover!: Cover | null
  @ManyToMany(() => Tag, (tag) => tag.books)
  @JoinTable({ name: 'book_tags', joinColumn: { name: 'book_id' }, inverseJoinColumn: { name: 'tag_id' } })
  tags!: Tag[]
}

@Entity('covers')
export class Cover {
  @PrimaryGeneratedColumn() id!: number
  @OneToOne(() => Book, (book) => book.cover, { nullable: true }) @JoinColumn({ name: 'book_id' }) book!: Book | null
}

@Entity('tags')
export class Tag {
  @PrimaryGeneratedColumn() id!: number
  @ManyToMany(() => Book, (book) => book.tags) books!: Book[]
}

@Entity('notes')
export class Note {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Author, (author) => author.notes, { nullable: true, orphanedRowAction: 'delete' })
  author!: Author | null
}

@Entity('letters')
export class Letter {
  @PrimaryGeneratedColumn() id!: number
  @DeleteDateColumn() deletedAt!: Date | null
  @ManyToOne(() => Author, (author) => author.letters, { nullable: true, orphanedRowAction: 'soft-delete' })
  author!: Author | null
}

export const libraryWorld: World = {
  about:
    'Book 1 is by author 1 and has tag 1 and cover 1, book 2 is by author 2 and has tag 2, book 3 has neither. Cover 2 ' +
    'is of no book. Note 1 and letter 1 belong to author 1. A link is a row of the table between books and tags.',
  entities: [Author, Book, Cover, Tag, Note, Letter],
  watched: [
    { row: 'author', table: 'authors', target: Author, ids: [1, 2] },
    { row: 'book', table: 'books', target: Book, ids: [1, 2, 3, 4] },
    { row: 'cover', table: 'covers', target: Cover, ids: [1, 2, 3] },
    { row: 'tag', table: 'tags', target: Tag, ids: [1, 2, 3, 4] },
    { row: 'link', table: 'links', target: 'book_tags', ids: ['1,1', '1,2', '2,2', '3,1', '4,1'] },
    { row: 'note', table: 'notes', target: Note, ids: [1, 2] },
    { row: 'letter', table: 'letters', target: Letter, ids: [1, 2] },
  ],
  fill: async ({ manager, sql }) => {
    await manager.save(Author, [{}, {}])
    await manager.insert(Book, [{ author: { id: 1 } }, { author: { id: 2 } }, { author: null }])
    await manager.insert(Cover, [{ book: { id: 1 } }, { book: null }])
    await manager.save(Tag, [{}, {}, {}])
    await manager.insert(Note, { author: { id: 1 } })
    await manager.insert(Letter, { author: { id: 1 } })
    await sql('INSERT INTO book_tags (book_id, tag_id) VALUES (1, 1), (2, 2)')
  },
}
