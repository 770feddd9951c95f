import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm'

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) title!: string
  @OneToMany(() => Comment, (comment) => comment.post) comments!: Relation<Comment>[]
}

@Entity('comments')
export class Comment {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) text!: string
  @ManyToOne(() => Post, (post) => post.comments, { onDelete: 'CASCADE' }) post!: Relation<Post>
}
