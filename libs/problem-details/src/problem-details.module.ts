import { ConfigurableModuleBuilder, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemPages } from './problem-pages.js';
import { ProblemTypesController } from './problem-types.controller.js';
import {
  PROBLEM_DETAILS_OPTIONS,
  type ProblemDetailsOptions,
  ProblemFilter,
} from './problem.filter.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ProblemDetailsOptions>({
  optionsInjectionToken: PROBLEM_DETAILS_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras({ decorators: [] as ClassDecorator[] }, (definition, { decorators }) => {
    for (const decorate of decorators) decorate(ProblemTypesController);
    return definition;
  })
  .build();

/**
 * Sends every error as problem details (RFC 9457), and serves `/problems`, to which their types refer.
 *
 * `imports: [ProblemDetailsModule]` is enough; `forRoot()` takes options. `decorators` are those that `/problems`
 * needs in the application, such as the one that opens a handler to everyone.
 */
@Global()
@Module({
  controllers: [ProblemTypesController],
  providers: [ProblemPages, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [ProblemPages],
})
export class ProblemDetailsModule extends ConfigurableModuleClass {}
