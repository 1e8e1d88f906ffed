// tsyringe needs it before the first decorated class is loaded.
import 'reflect-metadata';
