import { stopSharing } from './sharing'

export default stopSharing
