import { shareServers } from './share-servers'

export default (): Promise<void> => shareServers('mariadb')
