import type { DataSource } from 'typeorm'
import { AlreadyAttachedError, NotInitializedError, show } from '../errors'
import { isDataSource } from './instances'

/** @throws NotInitializedError */
export function checkInitialized(dataSource: DataSource): void {
  if (!isDataSource(dataSource))
    throw new NotInitializedError(`attach() takes a TypeORM DataSource, not ${show(dataSource)}.`)
  if (!dataSource.isInitialized) {
    throw new NotInitializedError(
      'attach() needs an initialized DataSource, because initialize() drops earlier subscribers. Call attach() after ' +
        '`await dataSource.initialize()`, or put alkey.subscriber into the DataSource option `subscribers`.',
    )
  }
}

export function alreadyAttached(): AlreadyAttachedError {
  return new AlreadyAttachedError(
    'This Alkey is already attached to another DataSource. Make one Alkey for each DataSource, each with its own namespace.',
  )
}
