/* What is said of a field in more than one DTO. */

/** A user of the demo data, so that an example works when it is sent as it stands. */
export const ID = {
  description: 'UUIDv7, chosen by the server.',
  example: '019af000-0000-7000-8000-000000000003',
};

export const NAME = { min: 1, max: 80, trimmed: true, example: 'Mia Moreau' };

export const PASSWORD = {
  min: 12,
  max: 128,
  description: 'Never sent back.',
  example: 'correct horse battery',
};

export const EMAIL = {
  description: 'Keeps its case, and is unique whatever its case.',
  example: 'mia@example.com',
};
