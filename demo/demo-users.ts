import { DEMO_PASSWORD } from '../src/auth/demo-password.check.js';

export { DEMO_PASSWORD };

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

/** For the banner. */
export function formatLoginCommand(origin: string): string {
  const login = JSON.stringify({ email: DEMO_USERS[0].email, password: DEMO_PASSWORD });
  return `  TOKEN=$(curl -s ${origin}/auth/login -H 'Content-Type: application/json' \\
    -d '${login}' | sed 's/.*"accessToken":"//; s/".*//')
`;
}
