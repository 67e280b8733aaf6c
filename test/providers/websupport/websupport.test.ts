import { describeProvider } from '../../../core/testing/describe-provider.js';
import { subject } from '../active24/subject.js';

describeProvider('websupport', subject('websupport.sk'));
