/** The password of every demo user; it is public. */
export const DEMO_PASSWORD = 'correct horse battery staple';

export const DEMO_USERS = [
  {
    id: '019af000-0000-7000-8000-000000000001',
    name: 'Ada Ahlberg',
    email: 'ada@example.com',
    role: 'admin',
  },
  {
    id: '019af000-0000-7000-8000-000000000002',
    name: 'Ben Baker',
    email: 'ben@example.com',
    role: 'member',
  },
  {
    id: '019af000-0000-7000-8000-000000000003',
    name: 'Cleo Costa',
    email: 'cleo@example.com',
    role: 'member',
  },
] as const;
