/* `npm run rename` changes these, and every other place that has them. */

/** Also the issuer and the audience of access tokens. */
export const PROJECT_NAME = 'nest-response-codes';

export const PROJECT_TITLE = 'Nest response codes';
