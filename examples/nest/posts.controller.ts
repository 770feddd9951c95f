import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Put } from '@nestjs/common'
import { ref } from 'typeorm-alkey'
import { HttpCache } from 'typeorm-alkey/nestjs'
import * as entities from './entities.js'
import { PostsService } from './posts.service.js'

@Controller('posts')
export class PostsController {
  constructor(private readonly posts: PostsService) {}

  /** What it depends on is found by its queries. */
  @Get()
  @HttpCache()
  list(): Promise<entities.Post[]> {
    return this.posts.list()
  }

  @Get('count')
  async count(): Promise<{ count: number; counted: number }> {
    return { count: await this.posts.count(), counted: this.posts.counted }
  }

  /** What it depends on is declared: a comment changes its post, too. */
  @Get(':id')
  @HttpCache((request: { params: { id: string } }) => [ref(entities.Post, Number(request.params.id))])
  find(@Param('id', ParseIntPipe) id: number): Promise<entities.Post> {
    return this.posts.find(id)
  }

  @Post()
  add(@Body('title') title: string): Promise<entities.Post> {
    return this.posts.add(title)
  }

  @Post(':id/comments')
  @HttpCode(204)
  async comment(@Param('id', ParseIntPipe) id: number, @Body('text') text: string): Promise<void> {
    await this.posts.comment(id, text)
  }

  @Put('titles')
  @HttpCode(204)
  async shout(): Promise<void> {
    await this.posts.shout()
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    await this.posts.remove(id)
  }
}
