import { Module } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { checkConditionalHeaders } from '#conditional-requests';
import { ProblemDetailsModule } from '#problem-details';
import { ServesHtml } from '#strict-http';
import { BodyValidationPipe, ParametersGuard } from '#validation';
import { NoteController } from './note.controller.js';
import { NotesService } from './notes.service.js';

@Module({
  // cut: problem-details
  imports: [ProblemDetailsModule.forRoot({ decorators: [ServesHtml()] })],
  // /cut
  controllers: [NoteController],
  // cut: validation
  providers: [
    { provide: APP_GUARD, useValue: new ParametersGuard([checkConditionalHeaders]) },
    { provide: APP_PIPE, useClass: BodyValidationPipe },
    NotesService,
  ],
  // /cut
})
export class AppModule {}
