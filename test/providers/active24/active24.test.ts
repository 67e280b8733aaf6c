import { describeProvider } from '../../conformance/describe-provider.js';
import { subject } from './subject.js';

describeProvider('active24', subject('active24.cz'));
