{{/* A program's values over the defaults of all. */}}
{{- define "passinstance.values" -}}
{{- $own := deepCopy (index .root.Values.programs .name) -}}
{{- toYaml (mergeOverwrite (deepCopy .root.Values.defaults) $own) -}}
{{- end -}}

{{/* The programs of this release. */}}
{{- define "passinstance.names" -}}
{{- $all := list "gateway" "template" "pass" "webhook-dispatch" "notification" "dashboard" -}}
{{- toYaml (.Values.only | default $all) -}}
{{- end -}}

{{- define "passinstance.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: passinstance
{{- end -}}

{{- define "passinstance.labels" -}}
{{ include "passinstance.selector" . }}
app.kubernetes.io/version: {{ include "passinstance.version" . | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "passinstance.version" -}}
{{- $program := include "passinstance.values" . | fromYaml -}}
{{- $program.image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- end -}}

{{- define "passinstance.image" -}}
{{- $program := include "passinstance.values" . | fromYaml -}}
{{- $name := printf "%s/%s" .root.Values.image.registry $program.image.repository -}}
{{- if $program.image.digest -}}{{ $name }}@{{ $program.image.digest }}{{- else -}}{{ $name }}:{{ include "passinstance.version" . }}{{- end -}}
{{- end -}}

{{/* What is not secret. The names are those of the launcher and of Compose; a test compares them. */}}
{{- define "passinstance.variables" -}}
{{- $root := .root -}}
{{- $prefix := $root.Values.namePrefix -}}
ASPNETCORE_URLS: http://0.0.0.0:8080
Deployment__Environment: {{ $root.Values.deployment.environment | quote }}
Deployment__PublicUrl: {{ required "deployment.publicUrl: the gateway's address as clients see it" $root.Values.deployment.publicUrl | quote }}
Logging__Format: json
Shutdown__DrainSeconds: {{ $root.Values.drainSeconds | quote }}
{{- if eq .name "gateway" }}
Forwarding__ResolveDestinations: "true"
{{- range $service := list "template" "pass" "webhook-dispatch" "notification" "dashboard" }}
ReverseProxy__Clusters__{{ $service }}__Destinations__primary__Address: http://{{ $prefix }}{{ $service }}:8080
{{- end }}
{{- range $index, $network := $root.Values.trustedProxies }}
TrustedProxies__{{ $index }}: {{ $network | quote }}
{{- end }}
{{- if $root.Values.administration.enabled }}
Administration__Url: http://0.0.0.0:{{ $root.Values.administration.port }}
{{- end }}
{{- end }}
{{- if or (eq .name "pass") (eq .name "notification") }}
Services__Template: http://{{ $prefix }}template:8080
{{- end }}
{{- if eq .name "dashboard" }}
Services__Gateway: http://{{ $prefix }}gateway:8080
{{- end }}
{{- if eq .name "pass" }}
Services__Notification: http://{{ $prefix }}notification:8080
GoogleWallet__KeysUrl: https://pay.google.com/gp/m/issuer/keys
{{- end }}
{{- if eq .name "notification" }}
Apns__Url: https://api.push.apple.com
Apns__TrustedRoot: ""
{{- end }}
{{- if or (eq .name "template") (eq .name "notification") }}
GoogleWallet__Url: https://walletobjects.googleapis.com
GoogleWallet__TokenUrl: https://oauth2.googleapis.com/token
{{- end }}
{{- with $root.Values.telemetry }}
{{- if .otlpEndpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ .otlpEndpoint | quote }}
{{- end }}
{{- range $name, $value := .variables }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- if .prometheus.enabled }}
Telemetry__PrometheusPort: {{ .prometheus.port | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "passinstance.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "passinstance.environment" -}}
{{- $program := include "passinstance.values" . | fromYaml -}}
envFrom:
  - configMapRef:
      name: {{ .root.Values.namePrefix }}{{ .name }}
  - secretRef:
      name: {{ $program.existingSecret }}
  {{- with $program.extraEnvFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $program.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* All objects of one program. */}}
{{- define "passinstance.program" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $program := include "passinstance.values" . | fromYaml -}}
{{- $full := printf "%s%s" $root.Values.namePrefix $name -}}
{{- $scales := ne $program.autoscaling.kind "none" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
data:
  {{- include "passinstance.variables" . | nindent 2 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
spec:
  {{- if ne $name "gateway" }}
  # Headless: the gateway resolves every pod and knows the health of each.
  clusterIP: None
  {{- end }}
  selector:
    {{- include "passinstance.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 8080
      targetPort: http
      appProtocol: http
---
{{- if and (eq $name "gateway") $root.Values.administration.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $full }}-administration
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "passinstance.selector" . | nindent 4 }}
  ports:
    - name: administration
      port: {{ $root.Values.administration.port }}
      targetPort: administration
---
{{- end }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
spec:
  {{- if not $scales }}
  replicas: {{ $program.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: 2
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "passinstance.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "passinstance.labels" . | nindent 8 }}
        {{- with $program.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        # A changed setting restarts the pods.
        checksum/config: {{ include "passinstance.variables" . | sha256sum }}
        {{- with $program.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ $full }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      # preStop, drain, and the 8 s in which the program ends its work.
      terminationGracePeriodSeconds: {{ add $root.Values.preStopSeconds $root.Values.drainSeconds 25 }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 1654
        runAsGroup: 1654
        fsGroup: 1654
        seccompProfile:
          type: RuntimeDefault
      {{- with $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $program.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $program.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $program.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $program.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ $key }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "passinstance.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- if ne $name "dashboard" }}
      initContainers:
        # Not a hook and not a Job: no order is needed, and a rollback needs nothing. Pods that migrate at once wait for each other.
        - name: migrate
          image: {{ include "passinstance.image" . }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: ["--migrate"]
          {{- include "passinstance.environment" . | nindent 10 }}
          resources:
            {{- toYaml $program.resources | nindent 12 }}
          securityContext:
            {{- include "passinstance.securityContext" . | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      {{- end }}
      containers:
        - name: {{ $name }}
          image: {{ include "passinstance.image" . }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          {{- include "passinstance.environment" . | nindent 10 }}
          ports:
            - name: http
              containerPort: 8080
            {{- if and (eq $name "gateway") $root.Values.administration.enabled }}
            - name: administration
              containerPort: {{ $root.Values.administration.port }}
            {{- end }}
            {{- if $root.Values.telemetry.prometheus.enabled }}
            - name: metrics
              containerPort: {{ $root.Values.telemetry.prometheus.port }}
            {{- end }}
          startupProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 1
            timeoutSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /health/ready, port: http }
            periodSeconds: 2
            timeoutSeconds: 5
            failureThreshold: 2
          lifecycle:
            preStop:
              sleep:
                seconds: {{ $root.Values.preStopSeconds }}
          resources:
            {{- toYaml $program.resources | nindent 12 }}
          securityContext:
            {{- include "passinstance.securityContext" . | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- with $program.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 256Mi
        {{- with $program.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- if or (and $scales (gt (int $program.autoscaling.minReplicas) 1)) (and (not $scales) (gt (int $program.replicas) 1)) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "passinstance.selector" . | nindent 6 }}
{{- end }}
{{- if eq $program.autoscaling.kind "cpu" }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $full }}
  labels:
    {{- include "passinstance.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ $full }}
  minReplicas: {{ $program.autoscaling.minReplicas }}
  maxReplicas: {{ $program.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $program.autoscaling.cpuPercent }}
{{- end }}
{{- end -}}
