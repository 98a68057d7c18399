/* The users of the database that each test file gets a copy of. The document's examples name them too. */

export const TEST_PASSWORD = 'correct horse battery staple';

export const TEST_USERS = [
  {
    id: '019af000-0000-7000-8000-000000000001',
    passwordVersion: '019af000-0000-4000-8000-000000000001',
    name: 'Ada Ahlberg',
    email: 'ada@example.com',
    role: 'admin',
  },
  {
    id: '019af000-0000-7000-8000-000000000002',
    passwordVersion: '019af000-0000-4000-8000-000000000002',
    name: 'Ben Baker',
    email: 'ben@example.com',
    role: 'member',
  },
  {
    id: '019af000-0000-7000-8000-000000000003',
    passwordVersion: '019af000-0000-4000-8000-000000000003',
    name: 'Cleo Costa',
    email: 'cleo@example.com',
    role: 'member',
  },
] as const;

/** The body of a log-in that is a 200 with these users, and a 401 without. */
export const TEST_LOGIN = { email: TEST_USERS[0].email, password: TEST_PASSWORD };
