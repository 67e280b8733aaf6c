import { describeProvider } from '../../conformance/describe-provider.js';
import { subject } from '../active24/subject.js';

describeProvider('websupport', subject('websupport.sk'));
