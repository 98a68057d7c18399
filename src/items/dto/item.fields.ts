/* What is said of a field in more than one DTO. */

export const ID = { description: 'Chosen by the client.', example: 'desk-lamp' };

export const NAME = {
  min: 1,
  max: 80,
  trimmed: true,
  description: 'Unique to the letter.',
  example: 'Desk lamp',
};

export const DESCRIPTION = {
  max: 2000,
  nullable: true,
  example: 'Brass, with a dimmer.',
};

/** A user of the demo data. */
export const OWNER_ID = '019af000-0000-7000-8000-000000000001';

export const TAG = { min: 1, max: 30, trimmed: true };

export const TAGS = { maxItems: 10, items: TAG, example: ['home', 'light'] };
