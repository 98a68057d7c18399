import { Module, type OnModuleInit } from '@nestjs/common';
import { ProblemPages } from '#problem-details';
import { TourController } from './tour.controller.js';

/** The page at /, which makes every response code happen. Nothing else needs it. */
@Module({ controllers: [TourController] })
export class TourModule implements OnModuleInit {
  constructor(private readonly problemPages: ProblemPages) {}

  onModuleInit(): void {
    this.problemPages.findLinks = ({ type }) => [{ href: `../#${type}`, text: 'See it happen' }];
  }
}
