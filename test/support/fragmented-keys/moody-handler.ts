import { MemoryHandler } from '../../../src/fragmented-keys'

/** A handler that fails, or gives no answer, when it is told to. */
export class MoodyHandler extends MemoryHandler {
  mood: 'works' | 'fails' | 'hangs' = 'works'
  /** The names of the tags that it was asked to increment. */
  readonly asked: string[] = []
  readonly hanging: (() => void)[] = []

  override groupName(): string {
    return 'MoodyHandler'
  }

  override async increment(tag: { readonly key: string }): Promise<string> {
    this.asked.push(tag.key)
    if (this.mood === 'fails') throw new Error('out of order')
    if (this.mood === 'hangs') await new Promise<void>((answer) => this.hanging.push(answer))
    return super.increment(tag)
  }
}
