// Reads objects as JSON lines and prints, for each that its published schema refuses, its kind, name and why.
import { readFileSync } from 'node:fs';
import * as externalSecrets from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import * as gatewayApi from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as prometheus from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';

const models = {
  'external-secrets.io/v1': externalSecrets,
  'gateway.networking.k8s.io/v1': gatewayApi,
  'keda.sh/v1alpha1': keda,
  'monitoring.coreos.com/v1': prometheus,
};

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const object = JSON.parse(line);
  const Model = models[object.apiVersion]?.[object.kind];
  if (!Model) {
    console.log(`no schema of ${object.apiVersion} ${object.kind}`);
    continue;
  }
  try {
    new Model(object).validate();
    console.log(`valid ${object.kind}`);
  } catch (error) {
    console.log(`refused ${object.kind} ${object.metadata?.name}: ${error.message}`);
  }
}
