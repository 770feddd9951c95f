import {
  Column,
  type DataSource,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import type { DatabaseName } from '../../support/databases/database'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { testChanges } from '../../support/watching/written-changes'

// Columns that refer to more parents than one.

@Entity('photos')
class Photo {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('videos')
class Video {
  @PrimaryGeneratedColumn() id!: number
}

const polymorphic = { createForeignKeyConstraints: false, nullable: true }

@Entity('comments')
class Comment {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) text!: string
  @ManyToOne(() => Photo, polymorphic) @JoinColumn({ name: 'target_id' }) photo!: Photo | null
  @ManyToOne(() => Video, polymorphic) @JoinColumn({ name: 'target_id' }) video!: Video | null
}

@Entity('lefts')
class Left {
  @PrimaryColumn() id!: number
}

@Entity('rights')
class Right {
  @PrimaryColumn() id!: number
}

@Entity('pairs')
class Pair {
  @PrimaryColumn() id!: number
  @OneToOne(() => Left, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'id', foreignKeyConstraintName: 'fk_left' })
  left!: Left
  @OneToOne(() => Right, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'id', foreignKeyConstraintName: 'fk_right' })
  right!: Right
}

/** A key tells letters apart that its foreign key joins. On PostgreSQL, this takes a collation of one's own. */
const collations: Partial<Record<DatabaseName, { fine: string; coarse: string }>> = {
  mariadb: { fine: 'utf8mb4_bin', coarse: 'utf8mb4_general_ci' },
  'better-sqlite3': { fine: 'BINARY', coarse: 'NOCASE' },
  sqljs: { fine: 'BINARY', coarse: 'NOCASE' },
}
const { fine, coarse } = collations[databaseUnderTest] ?? {}

@Entity('adults')
class Adult {
  @PrimaryColumn({ type: 'varchar', length: 20, collation: fine }) code!: string
}

@Entity('kids')
class Kid {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ type: 'varchar', length: 20, collation: coarse, name: 'parent_code' }) parentCode!: string
  @ManyToOne(() => Adult, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'parent_code' }) parent!: Adult
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Photo, Video, Comment, Left, Right, Pair, Adult, Kid], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  fill: async () => {
    const { manager } = dataSource
    await manager.save([Photo, Video].flatMap((target) => [manager.create(target), manager.create(target)]))
    await manager.save(Comment, { photo: { id: 1 } })
    for (const entity of [Left, Right, Pair]) await manager.insert(entity, [{ id: 1 }, { id: 2 }])
    await manager.insert(Adult, [{ code: 'ann' }, { code: 'ANN' }, { code: 'bob' }])
    await manager.insert(Kid, [{ parentCode: 'ann' }, { parentCode: 'ANN' }, { parentCode: 'bob' }])
  },
})

const targets = {
  'photo 1': ref(Photo, 1),
  'photo 2': ref(Photo, 2),
  'video 1': ref(Video, 1),
  'video 2': ref(Video, 2),
}
const pair = { left: ref(Left, 1), right: ref(Right, 1) }
const adults = { ann: ref(Adult, 'ann'), ANN: ref(Adult, 'ANN') }
const both = ['photo 1', 'video 1']

testChanges(() => alkey, {
  'two relations in one column: save of a new row': {
    watch: targets,
    write: () => dataSource.manager.save(Comment, { text: 'new', photo: { id: 1 } }),
    changes: both,
  },
  'two relations in one column: save of a row that stays': {
    watch: targets,
    write: () => dataSource.manager.save(Comment, { id: 1, text: 'new' }),
    changes: both,
  },
  'two relations in one column: save of a row that moves': {
    watch: targets,
    write: () => dataSource.manager.save(Comment, { id: 1, video: { id: 2 } }),
    changes: ['photo 1', 'photo 2', 'video 1', 'video 2'],
  },
  'two relations in one column: insert': {
    watch: targets,
    write: () => dataSource.manager.insert(Comment, { photo: { id: 2 } }),
    changes: ['photo 2', 'video 2'],
  },
  'two relations in one column: delete': {
    watch: targets,
    write: () => dataSource.manager.delete(Comment, 1),
    // Where its parents can't be read before, they may be any.
    changes: awaitsHooks ? both : Object.keys(targets),
  },
  'two relations in one column: DELETE': {
    watch: targets,
    write: () => dataSource.query('DELETE FROM comments WHERE target_id = 1'),
    changes: both,
  },
  'two foreign keys in one primary key: a row': {
    watch: pair,
    write: () => dataSource.manager.delete(Pair, 1),
    changes: ['left', 'right'],
  },
  'two foreign keys in one primary key: by the cascade of one': {
    watch: pair,
    write: () => dataSource.manager.delete(Left, 1),
    changes: ['left', 'right'],
  },
  'two foreign keys in one primary key: by the cascade of the other': {
    watch: pair,
    write: () => dataSource.query('DELETE FROM rights WHERE id = 1'),
    changes: ['left', 'right'],
  },
})

onDatabases(['mariadb', 'better-sqlite3', 'sqljs'], () => {
  testChanges(() => alkey, {
    'a foreign key that joins what its parents tell apart: delete': {
      watch: adults,
      write: () => dataSource.manager.delete(Kid, { parentCode: 'ann' }),
      changes: ['ANN', 'ann'],
    },
    'a foreign key that joins what its parents tell apart: UPDATE': {
      watch: adults,
      write: () => dataSource.query("UPDATE kids SET name = 'new' WHERE parent_code = 'ann'"),
      changes: ['ANN', 'ann'],
    },
  })
})
