export { quoteName, quoteText } from '../sql.js';
