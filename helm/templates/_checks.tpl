{{/* Settings, without dashes, that the chart makes: twice, they would contradict its ports, volumes and policies. */}}
{{- define "descent.ownSettings" -}}
descent.attempt: the API sets it in the pods that it asks for.
descent.datadir: all pods have theirs where the chart mounts it.
descent.dispatch: the value dispatch says where jobs train.
descent.job: the API sets it in the pods that it asks for.
descent.kubernetes.gpuresource: the value jobPods.gpuResource says it.
descent.kubernetes.instance: the chart sets it, for its own labels.
descent.kubernetes.maxpods: the value jobPods.max says it.
descent.kubernetes.namespace: the chart's rights are for the release's namespace.
descent.kubernetes.podtemplate: the value jobPods makes it.
descent.kubernetes.queue: the value jobPods.queue says it.
descent.kubernetes.starttimeout: the value jobPods.startTimeout says it.
descent.memorylimit: the value jobMemoryLimit says it.
descent.metricskey: the value metrics.serviceMonitor.tokenSecret names a Secret with it.
descent.oidc.rolesclaim: the value auth.oidc.rolesClaim says it.
descent.operatorkey: the value auth.operatorKey.existingSecret names a Secret with it.
descent.role: each pod has its own.
descent.workers: the value jobs of each of workerPools says it.
management.server.address: with the value managementPort pods listen on all addresses, as probes and Prometheus need.
management.server.basepath: probes and Prometheus would not find health and metrics.
management.server.port: the value managementPort says it, and takes probes, policies and Prometheus with it.
management.endpoints.web.basepath: probes and Prometheus would not find health and metrics.
server.address: pods listen on all addresses, as probes and the Service need.
server.port: pods listen on 8080; the value service.port says where clients find them.
server.servlet.contextpath: probes and Prometheus would not find health and metrics.
spring.datasource.password: the value database.existingSecret names a Secret with it.
spring.datasource.url: the value database says where it is.
spring.datasource.username: the value database.existingSecret names a Secret with it.
spring.security.oauth2.resourceserver.jwt.audiences: the value auth.oidc.audiences says them.
spring.security.oauth2.resourceserver.jwt.issueruri: the value auth.oidc.issuer says it.
{{- end -}}

{{/* What a schema cannot say. */}}
{{- define "descent.checks" -}}
{{- if not (regexMatch "^[a-z]" (include "descent.fullname" .)) -}}
{{- fail (printf "The Service would be called %s, but must begin with a letter: set fullnameOverride." (include "descent.fullname" .)) -}}
{{- end -}}
{{- $names := list -}}
{{- range .Values.workerPools -}}
{{- if has .name $names -}}
{{- fail (printf "workerPools has two pools called %s: give each a name of its own." .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if .autoscaling -}}
{{- if gt (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas) -}}
{{- fail (printf "The pool %s has minReplicas above maxReplicas." .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $own := include "descent.ownSettings" . | fromYaml -}}
{{- range $name, $value := .Values.settings -}}
{{- if or (eq $name "descent.storage") (hasPrefix "descent.s3." $name) -}}
{{- fail (printf "settings has %s: the values storage and s3 say where files are kept, and make the volumes and policies for it." $name) -}}
{{- end -}}
{{- with get $own ($name | replace "-" "") -}}
{{- fail (printf "settings has %s: %s" $name .) -}}
{{- end -}}
{{- end -}}
{{- with .Values.database -}}
{{- $given := 0 -}}
{{- range list .ca.secret .ca.configMap .ca.public -}}
{{- if . -}}{{- $given = add1 $given -}}{{- end -}}
{{- end -}}
{{- if gt (int $given) 1 -}}
{{- fail "database.ca has more than one of secret, configMap and public: one of them tells by what the server's certificate is checked." -}}
{{- end -}}
{{- if and (hasPrefix "verify-" .sslMode) (eq (int $given) 0) -}}
{{- fail (printf "database.sslMode=%s checks the server's certificate, but nothing says by what: set database.ca.secret or database.ca.configMap to what holds those who sign it, or database.ca.public=true if Java trusts them by itself." .sslMode) -}}
{{- end -}}
{{- if and (gt (int $given) 0) (not (hasPrefix "verify-" .sslMode)) -}}
{{- fail (printf "database.ca is set, but database.sslMode=%s checks no certificate: set verify-full." .sslMode) -}}
{{- end -}}
{{- if and $.Values.trialPostgresql.enabled (has .sslMode (list "require" "verify-ca" "verify-full")) -}}
{{- fail (printf "database.sslMode=%s needs a server that encrypts, and the one of trialPostgresql does not." .sslMode) -}}
{{- end -}}
{{- end -}}
{{- if eq .Values.storage "s3" -}}
{{- with .Values.s3 -}}
{{- if not .bucket -}}
{{- fail "s3.bucket is required where storage is s3: the name of a bucket that is there already." -}}
{{- end -}}
{{- if and .existingSecret (not .endpoint) (not .region) -}}
{{- fail "s3.region is required: with the keys of a Secret nobody tells the pods where AWS has the bucket. Of a service other than AWS's own, set s3.endpoint." -}}
{{- end -}}
{{- if le (include "descent.kibibytes" .directorySize | int64) (include "descent.kibibytes" .cacheSize | int64) -}}
{{- fail (printf "s3.directorySize=%s must be more than s3.cacheSize=%s: uploads in the making lie beside the copies, and a pod with more is evicted." .directorySize .cacheSize) -}}
{{- end -}}
{{- end -}}
{{- if .Values.persistence.existingClaim -}}
{{- fail "persistence.existingClaim is set, but storage is s3: no pod would mount it. The files on it are not moved to the bucket." -}}
{{- end -}}
{{- else if .Values.s3.bucket -}}
{{- fail "s3.bucket is set, but storage is volume: set storage=s3, or the bucket stays unused." -}}
{{- end -}}
{{- with .Values.api.autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail "api.autoscaling has minReplicas above maxReplicas." -}}
{{- end -}}
{{- end -}}
{{- end -}}
