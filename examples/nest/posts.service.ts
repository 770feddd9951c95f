import { Injectable, NotFoundException } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { Repository } from 'typeorm'
import { Cached } from 'typeorm-alkey/nestjs'
import { Comment, Post } from './entities.js'

@Injectable()
export class PostsService {
  /** How often posts were counted: to see the cache at work. */
  counted = 0

  constructor(
    @InjectRepository(Post) private readonly posts: Repository<Post>,
    @InjectRepository(Comment) private readonly comments: Repository<Comment>,
  ) {}

  /** Counted once, and again after a post has come or gone. */
  @Cached({ ttl: '1d' })
  async count(): Promise<number> {
    this.counted++
    return this.posts.count()
  }

  list(): Promise<Post[]> {
    return this.posts.find({ order: { id: 'ASC' } })
  }

  async find(id: number): Promise<Post> {
    const post = await this.posts.findOne({ where: { id }, relations: { comments: true } })
    if (!post) throw new NotFoundException()
    return post
  }

  add(title: string): Promise<Post> {
    return this.posts.save({ title })
  }

  async comment(id: number, text: string): Promise<void> {
    await this.comments.save({ text, post: { id } })
  }

  /** A statement that names no row. */
  async shout(): Promise<void> {
    await this.posts.query('UPDATE posts SET title = UPPER(title)')
  }

  async remove(id: number): Promise<void> {
    await this.posts.delete(id)
  }
}
