import { describeProvider } from '../../../core/testing/describe-provider.js';
import { subject } from './subject.js';

describeProvider('active24', subject('active24.cz'));
