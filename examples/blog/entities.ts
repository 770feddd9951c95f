import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm'

// Ordinary TypeORM entities: nothing in them is there for the sake of caching.

@Entity('authors')
export class Author {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) name!: string
}

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) title!: string
  @ManyToOne(() => Author) author!: Author
  @OneToMany(() => Comment, (comment) => comment.post) comments!: Comment[]
}

@Entity('comments')
export class Comment {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) text!: string
  @ManyToOne(() => Post, (post) => post.comments, { onDelete: 'CASCADE' }) post!: Post
}
