import type * as TypeOrm from 'typeorm'
import type { EntitySubscriberInterface } from 'typeorm'
import { ChangeSubscriber } from './change-subscriber'
import type { EventHooks } from './event-hooks'
import type { SubscriberContext } from './subscriber-context'

/** A class that TypeORM can be given in the option `subscribers`. */
export type SubscriberClass = new () => EntitySubscriberInterface

export function subscriberClass(context: SubscriberContext, events: EventHooks): SubscriberClass {
  class AlkeySubscriber extends ChangeSubscriber {
    constructor() {
      super(context, events)
    }
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who asks for the class needs TypeORM loaded
  const { EventSubscriber } = require('typeorm') as typeof TypeOrm
  EventSubscriber()(AlkeySubscriber)
  return AlkeySubscriber
}
