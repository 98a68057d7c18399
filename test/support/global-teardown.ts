import { removeAll } from './global-setup.js';

export default removeAll;
