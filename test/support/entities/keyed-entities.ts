// TypeORM declares the options of an EntitySchema as a class.
import {
  ChildEntity,
  Column,
  Entity,
  EntitySchema,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
} from 'typeorm'
import { isPooled } from '../databases/under-test'

// Entities whose rows are named in every way that there is.

/** SQLite has no type that pads. */
const padded = isPooled ? 'char' : 'varchar'

@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

/** No entity by itself, like a proxy or a test double. */
export class AdminUser extends User {
  readonly rights = ['all']
}

@Entity('accounts')
export class Account {
  @PrimaryGeneratedColumn('uuid') id!: string
}

@Entity('sales_by_day')
export class Sales {
  @PrimaryColumn('date') day!: string
  @PrimaryColumn(padded, { length: 5 }) shop!: string
  @PrimaryColumn('numeric', { precision: 10, scale: 2 }) price!: string
  @PrimaryColumn('bigint') till!: string
  @Column({ default: 0 }) count!: number
}

export class Address {
  @PrimaryColumn() country!: string
  @PrimaryColumn() zip!: string
}

@Entity('places')
export class Place {
  @Column(() => Address) address!: Address
  @Column({ default: '' }) name!: string
}

@Entity('profiles')
export class Profile {
  @PrimaryColumn() userId!: number
  @OneToOne(() => User) @JoinColumn({ name: 'userId' }) user!: User
  @Column({ default: '' }) bio!: string
}

@Entity('handles')
export class Handle {
  /** In the database in small letters. */
  @PrimaryColumn('varchar', {
    transformer: { to: (name: string) => name.toLowerCase(), from: (name: string) => name.toUpperCase() },
  })
  name!: string
  @Column({ default: '' }) note!: string
}

@Entity('mentions')
export class Mention {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Handle) handle!: Handle
  @Column({ default: '' }) text!: string
}

@Entity('labels')
export class Label {
  @PrimaryColumn() text!: string
  @Column({ default: '' }) note!: string
}

@Entity('switches')
export class Switch {
  @PrimaryColumn(Boolean) isOn!: boolean
}

@Entity('measures')
export class Measure {
  @PrimaryColumn('double precision') at!: number
  @Column({ default: '' }) note!: string
}

@Entity({ name: 'invoices', schema: 'sales' })
export class Invoice {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) note!: string
}

@Entity({ name: 'notes', schema: 'public' })
export class Note {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('odd name#*')
export class Odd {
  @PrimaryGeneratedColumn() id!: number
}

/** TypeORM takes the dot for the end of a schema's name. */
@Entity('sales.receipts')
export class Receipt {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) number!: number
}

@Entity('contents')
@TableInheritance({ column: { name: 'type', type: 'varchar' } })
export abstract class Content {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
}

@ChildEntity()
export class Article extends Content {
  @Column({ nullable: true, type: 'text' }) body!: string | null
}

@ChildEntity()
export class Video extends Content {
  @Column({ nullable: true, type: 'int' }) seconds!: number | null
}

export const CitySchema = new EntitySchema<{ id: number; name: string }>({
  name: 'City',
  tableName: 'cities',
  columns: { id: { type: 'int', primary: true }, name: { type: 'text', default: '' } },
})

export const keyedEntities = [
  ...[User, Account, Sales, Place, Profile, Handle, Mention, Label, Switch, Measure],
  ...[Odd, Content, Article, Video, CitySchema],
]

/** What other databases take for a schema is a database to MySQL, and nothing to SQLite. */
export const entitiesInSchemas = [Invoice, Note, Receipt]
