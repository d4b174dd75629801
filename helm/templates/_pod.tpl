{{/* What the pods of processes have in common. */}}

{{- define "descent.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "descent.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "descent.databaseEnv" -}}
- name: SPRING_DATASOURCE_URL
  value: {{ include "descent.databaseUrl" . | quote }}
- name: SPRING_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ include "descent.databaseSecret" . | quote }}
      key: {{ .Values.database.usernameKey | quote }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "descent.databaseSecret" . | quote }}
      key: {{ .Values.database.passwordKey | quote }}
# A database that is being started is waited for, about two minutes.
- name: SPRING_FLYWAY_CONNECT_RETRIES
  value: "15"
- name: SPRING_FLYWAY_CONNECT_RETRIES_INTERVAL
  value: 10s
{{- end -}}

{{/* A value as it was written: numbers of a values file are floats, and would read 1e+06 from a million on. */}}
{{- define "descent.plain" -}}
{{- if kindIs "float64" . -}}
{{- if eq (floor .) . -}}{{- printf "%.0f" . -}}{{- else -}}{{- toString . -}}{{- end -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* Threads that train, the heartbeat and the recorder each have a connection; the rest takes turns. Arguments: root, jobs. */}}
{{- define "descent.poolEnv" -}}
{{- if not (hasKey .root.Values.settings "spring.datasource.hikari.maximum-pool-size") -}}
- name: SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE
  value: {{ add .jobs 2 | quote }}
{{- end }}
{{- if not (hasKey .root.Values.settings "spring.datasource.hikari.minimum-idle") }}
- name: SPRING_DATASOURCE_HIKARI_MINIMUM_IDLE
  value: "1"
{{- end }}
{{- end -}}

{{- define "descent.settingsEnv" -}}
{{- range $name, $value := .Values.settings }}
- name: {{ $name | upper | replace "." "_" | replace "-" "_" }}
  value: {{ include "descent.plain" $value | quote }}
{{- end }}
{{- with .Values.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Callers log in at the API alone: workers know no key. */}}
{{- define "descent.loginEnv" -}}
- name: DESCENT_OPERATOR_KEY
  valueFrom:
    secretKeyRef:
      name: {{ include "descent.operatorSecret" . | quote }}
      key: {{ .Values.auth.operatorKey.key | quote }}
{{- with .Values.auth.oidc }}
{{- if .issuer }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI
  value: {{ .issuer | quote }}
{{- with .audiences }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES
  value: {{ join "," . | quote }}
{{- end }}
- name: DESCENT_OIDC_ROLES_CLAIM
  value: {{ .rolesClaim | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Where jobs have pods of their own, the API asks the cluster for them. */}}
{{- define "descent.dispatchEnv" -}}
{{- if eq .Values.dispatch "kubernetes" }}
- name: DESCENT_DISPATCH
  value: kubernetes
- name: DESCENT_KUBERNETES_NAMESPACE
  value: {{ .Release.Namespace | quote }}
- name: DESCENT_KUBERNETES_INSTANCE
  value: {{ include "descent.fullname" . | quote }}
- name: DESCENT_KUBERNETES_POD_TEMPLATE
  value: /config/pod.yaml
- name: DESCENT_KUBERNETES_QUEUE
  value: {{ .Values.jobPods.queue | quote }}
- name: DESCENT_KUBERNETES_GPU_RESOURCE
  value: {{ .Values.jobPods.gpuResource | quote }}
- name: DESCENT_KUBERNETES_MAX_PODS
  value: {{ include "descent.plain" .Values.jobPods.max | quote }}
- name: DESCENT_KUBERNETES_START_TIMEOUT
  value: {{ .Values.jobPods.startTimeout | quote }}
{{- end }}
{{- end -}}

{{/* The name of the port that answers for health and metrics. */}}
{{- define "descent.managementPort" -}}
{{- ternary "management" "http" (ne (int .Values.managementPort) 0) -}}
{{- end -}}

{{/* Arguments: root, component, role, env (more of it), resources, name, config (whether there is any). */}}
{{- define "descent.container" -}}
- name: {{ default "descent" .name }}
  image: {{ default (include "descent.image" .root) .image | quote }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  securityContext:
    {{- include "descent.containerSecurity" .root | nindent 4 }}
  ports:
    - name: http
      containerPort: 8080
    {{- if .root.Values.managementPort }}
    - name: management
      containerPort: {{ int .root.Values.managementPort }}
    {{- end }}
  env:
    - name: DESCENT_ROLE
      value: {{ .role }}
    - name: DESCENT_DATA_DIR
      value: /data
    - name: DESCENT_MEMORY_LIMIT
      value: {{ .root.Values.jobMemoryLimit | quote }}
    - name: SERVER_ADDRESS
      value: 0.0.0.0
    {{- if .root.Values.managementPort }}
    - name: MANAGEMENT_SERVER_PORT
      value: {{ int .root.Values.managementPort | quote }}
    - name: MANAGEMENT_SERVER_ADDRESS
      value: 0.0.0.0
    {{- end }}
    {{- include "descent.databaseEnv" .root | nindent 4 }}
    {{- with include "descent.storageEnv" .root }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with .root.Values.metrics.serviceMonitor }}
    {{- if and .enabled .tokenSecret }}
    - name: DESCENT_METRICS_KEY
      valueFrom:
        secretKeyRef:
          name: {{ .tokenSecret | quote }}
          key: {{ .tokenKey | quote }}
    {{- end }}
    {{- end }}
    {{- with .env }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with include "descent.settingsEnv" .root }}
    {{- . | nindent 4 }}
    {{- end }}
  # Five minutes: a database may have to be waited for, and its tables brought up to date.
  startupProbe:
    httpGet: {path: /actuator/health/liveness, port: {{ include "descent.managementPort" .root }}}
    periodSeconds: 5
    timeoutSeconds: 5
    failureThreshold: 60
  livenessProbe:
    httpGet: {path: /actuator/health/liveness, port: {{ include "descent.managementPort" .root }}}
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  readinessProbe:
    httpGet: {path: /actuator/health/readiness, port: {{ include "descent.managementPort" .root }}}
    periodSeconds: 5
    timeoutSeconds: 8
    failureThreshold: 2
  resources:
    {{- toYaml .resources | nindent 4 }}
  volumeMounts:
    - name: data
      mountPath: /data
    - name: tmp
      mountPath: /tmp
    {{- with include "descent.databaseMounts" .root | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- if .config }}
    - name: config
      mountPath: /config
    {{- end }}
{{- end -}}

{{/* Arguments: root, component, account, config (whether there is any), token (of the account), and placement: nodeSelector, tolerations, affinity. */}}
{{- define "descent.podSpec" -}}
serviceAccountName: {{ default (include "descent.serviceAccount" .root) .account | quote }}
automountServiceAccountToken: {{ default false .token }}
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "descent.podSecurity" .root | nindent 2 }}
# Requests get 20 s to end, and jobs 20 s to write checkpoints.
terminationGracePeriodSeconds: 60
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "descent.selector" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
{{- with .placement.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .placement.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .placement.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  {{- include "descent.dataVolume" .root | nindent 2 }}
  - name: tmp
    emptyDir: {}
  {{- with include "descent.databaseVolumes" .root | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- if .config }}
  - name: config
    configMap:
      name: {{ include "descent.fullname" .root }}-pod-template
  {{- end }}
{{- end -}}
