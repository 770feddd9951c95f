import {
  Column,
  DefaultNamingStrategy,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  type ObjectLiteral,
  OneToOne,
  PrimaryColumn,
} from 'typeorm'

// Keys, references and names that are seldom, each once. Every entity has a `title`, to write something.

/** What a naming strategy makes of names is unlike the properties. */
export class OddNames extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return custom ?? ['c', ...prefixes, property].join('_')
  }

  override joinColumnName(relation: string, referenced: string): string {
    return `fk_${relation}_é_${referenced}`
  }
}

@Entity('Länder')
export class Country {
  @PrimaryColumn({ type: 'int', name: 'größe' }) id!: number
  /** Others refer to it, though it isn't primary. */
  @Column({ type: 'varchar', length: 10, unique: true, nullable: true }) code!: string | null
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
}

@Entity('cities')
export class City {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
  @ManyToOne(() => Country, { nullable: true, onUpdate: 'CASCADE', onDelete: 'SET NULL' })
  @JoinColumn({ name: 'län', referencedColumnName: 'code' })
  country!: Country | null
}

export class Position {
  @PrimaryColumn({ type: 'int' }) x!: number
  @PrimaryColumn({ type: 'varchar', length: 20 }) y!: string
}

@Entity('cells')
export class Cell {
  @Column(() => Position, { prefix: 'p' }) position!: Position
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
  @ManyToMany(() => City) @JoinTable({ name: 'cell cities' }) cities!: City[]
}

@Entity('cell_notes')
export class CellNote {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
  @ManyToOne(() => Cell, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  cell!: Cell | null
}

@Entity('nodes')
export class Node {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
  @Column({ type: 'int', nullable: true, select: false }) parentId!: number | null
  @ManyToOne(() => Node, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'c_parentId' })
  parent!: Node | null
  @ManyToOne(() => City, { nullable: true, onDelete: 'CASCADE', lazy: true }) city!: Promise<City | null>
}

/** Columns that are called like the properties of results. */
@Entity('results')
export class Result {
  @PrimaryColumn({ type: 'int', name: 'insertId' }) insertId!: number
  @Column({ type: 'varchar', length: 20, nullable: true, name: 'rows' }) title!: string | null
  @Column({ type: 'int', default: 0, name: 'affectedRows' }) affectedRows!: number
  @Column({ type: 'int', default: 0, name: 'serverStatus' }) serverStatus!: number
  @Column({ type: 'int', default: 0, name: 'rowCount' }) rowCount!: number
  @Column({ type: 'int', default: 0, name: 'changes' }) changes!: number
  @Column({ type: 'int', default: 0, name: 'length' }) length!: number
  @ManyToOne(() => Node, { nullable: true, onDelete: 'SET NULL' }) @JoinColumn({ name: 'command' }) node!: Node | null
}

@Entity('lines')
export class Line {
  @PrimaryColumn({ type: 'int' }) no!: number
  /** A relation is a part of the key. */
  @ManyToOne(() => Node, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'node' })
  node!: Node
  @PrimaryColumn({ type: 'int', name: 'node' }) nodeId!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
}

@Entity('line_notes')
export class LineNote {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
  @ManyToOne(() => Line, { nullable: true, onDelete: 'CASCADE' }) line!: Line | null
}

/** The key is nothing but a relation. */
@Entity('node_faces')
export class NodeFace {
  @OneToOne(() => Node, { onDelete: 'CASCADE' })
  @JoinColumn()
  node!: Node
  @PrimaryColumn({ type: 'int', name: 'fk_node_é_id' }) nodeId!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) title!: string | null
}

const numbered = [1, 2, 3].map((id) => ({ id }))

/** Entities by the keys that their rows have, or may have. */
export const oddKeys = new Map<new () => ObjectLiteral, readonly ObjectLiteral[]>([
  [Country, numbered],
  [City, numbered],
  [
    Cell,
    [
      { x: 1, y: 'a,b' },
      { x: 1, y: "o'x" },
      { x: -2, y: '%ä#' },
    ].map((position) => ({ position })),
  ],
  [CellNote, numbered],
  [Node, numbered],
  [Result, numbered.map(({ id }) => ({ insertId: id }))],
  [Line, [1, 2].flatMap((no) => [1, 2].map((nodeId) => ({ no, nodeId })))],
  [LineNote, numbered],
  [NodeFace, numbered.map(({ id }) => ({ nodeId: id }))],
])
