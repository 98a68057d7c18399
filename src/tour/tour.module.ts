import { Module } from '@nestjs/common';
import { TourController } from './tour.controller.js';

/** The page at /, which makes every response code happen. Nothing else needs it. */
@Module({ controllers: [TourController] })
export class TourModule {}
