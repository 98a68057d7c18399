import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

export class ImportNotFound extends ProblemType({
  type: 'import-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'Import not found',
  description: 'No import has this id, or it ended too long ago.',
  solution: '`GET /imports` lists yours.',
}) {
  constructor(id: string) {
    super(`No import has the id "${id}".`);
  }
}

export class NotYourImport extends ProblemType({
  type: 'not-your-import',
  status: HttpStatus.FORBIDDEN,
  title: 'Not your import',
  description: 'Only its owner and admins may see an import, or delete it.',
  solution: 'Log in as the owner or as an admin.',
}) {}

export class ReportNotReady extends ProblemType({
  type: 'report-not-ready',
  status: HttpStatus.NOT_FOUND,
  title: 'Report not ready',
  description: 'The import is not done, so it has no report yet.',
  solution: 'Ask for the import after `Retry-After`: it leads to the report when it is done.',
}) {}

export class ImportGone extends ProblemType({
  type: 'import-gone',
  status: HttpStatus.GONE,
  title: 'Import gone',
  description: 'The import was deleted, or it ended so long ago that its report is not kept.',
  solution: 'Nothing brings it back. Import the lines again if you need the report.',
}) {}

export class TooManyImports extends ProblemType({
  type: 'too-many-imports',
  status: HttpStatus.TOO_MANY_REQUESTS,
  title: 'Too many imports',
  description: 'As many imports as one user may have at once are not done yet.',
  solution: 'Wait until one of those that `detail` names is done, or delete one.',
}) {
  /** @param ids those that are not done */
  constructor(ids: readonly string[]) {
    super(`These imports are not done yet: ${ids.join(', ')}.`, {
      headers: { 'Retry-After': '5' },
    });
  }
}
