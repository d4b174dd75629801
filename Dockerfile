# The image of Descent: docker build -t descent .
#
# Nothing but Docker is needed: the jar is built inside. To ship a jar that was tested before, name it:
#   docker build --build-arg JAR=target/descent-0.1.0-SNAPSHOT.jar .
# libtorch, DuckDB's library and the embedded PostgreSQL are those of the platform that builds.
#
# For CUDA there is no libtorch 2.7.1 on Maven Central, but the library that joins it to Java is. Start from an image that has
# it (its C++ libraries, with those of CUDA beside them), and say where. Nobody has run this yet:
#   docker build --build-arg BASE=IMAGE --build-arg RUNTIME=IMAGE --build-arg TORCH=cu128 \
#       --build-arg TORCH_LIBRARY_PATH=/.../site-packages/torch/lib .

# Debian 12 or a relative with apt and Java 17, for all stages: what is compiled and loaded here runs on the same libraries.
ARG BASE=debian:bookworm-slim
# What the image begins with. Nothing: of the base it has only what is needed.
ARG RUNTIME=scratch
# libtorch: cpu, or cu128 with the directory that has it.
ARG TORCH=cpu
ARG TORCH_LIBRARY_PATH=

FROM ${BASE} AS build
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        openjdk-17-jdk-headless binutils busybox curl ca-certificates && rm -rf /var/lib/apt/lists/*

# A Java of the modules that are needed, with its own archive of classes and Debian's certificates. java.se is all that
# libraries may ask for; the others are TLS, sockets, files in zips, and tools to look into a process. A sixth of libjvm is names
# for debuggers.
RUN jlink --output /opt/java --strip-debug --no-header-files --no-man-pages --compress=2 \
        --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.net,jdk.zipfs,jdk.jfr,jdk.jcmd \
    && find /opt/java/lib -name '*.so' -exec strip --strip-unneeded {} + \
    && cp -L /etc/ssl/certs/java/cacerts /opt/java/lib/security/cacerts \
    && /opt/java/bin/java -Xshare:dump

# What the processes need of Debian: its C and C++ libraries, those of Java's image readers, and a shell for the health check
# and for looking around. Scanners find the packages where they look for them in images without a package manager.
RUN packages="base-files libc6 libgcc-s1 libstdc++6 zlib1g libjpeg62-turbo liblcms2-2 busybox" \
    && mkdir -p /root-files/var/lib/dpkg/status.d /root-files/usr/bin /root-files/usr/sbin /root-files/usr/lib /root-files/usr/lib64 \
    && for p in $packages; do dpkg -L $p; dpkg-query -s $p > /root-files/var/lib/dpkg/status.d/$p; done | sort -u \
        | grep -Ev '^/\.$|^/usr/(share/(doc|man|locale|lintian)|lib/[^/]*/gconv)/' > /root-files.list \
    && tar --create --no-recursion /bin /sbin /lib /lib64 /etc/nsswitch.conf --files-from=/root-files.list | tar --extract --directory=/root-files --keep-directory-symlink \
    && for tool in $(busybox --list); do [ -e /root-files/bin/$tool ] || ln -s busybox /root-files/bin/$tool; done \
    && chmod 1777 /root-files/tmp \
    && printf '%s\n' root:x:0:0:root:/root:/bin/sh descent:x:10001:10001::/data:/bin/sh > /root-files/etc/passwd \
    && printf '%s\n' root:x:0: descent:x:10001: > /root-files/etc/group \
    && cp -a --parents /etc/ssl/certs/ca-certificates.crt /root-files/

WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY db db
COPY src/main src/main
ARG JAR=pom.xml
COPY ${JAR} given/
RUN --mount=type=cache,target=/root/.m2 \
    if [ "$JAR" = pom.xml ]; then ./mvnw -B -q package -Dmaven.test.skip=true && mv target/descent-*.jar descent.jar; \
    else mv given/*.jar descent.jar; fi

# Layers of what changes seldom and of what changes often, and libtorch unpacked. Native libraries leave their jars: torch's
# would be there twice, and those of DuckDB and JNA come for many platforms. Of libtorch a quarter is names for debuggers, of
# DuckDB a sixth.
COPY docker/Load.java .
ARG TORCH
ARG TORCH_LIBRARY_PATH
ENV DJL_CACHE_DIR=/opt/djl OPT_OUT_TRACKING=true PYTORCH_LIBRARY_PATH=${TORCH_LIBRARY_PATH} PYTORCH_FLAVOR=${TORCH}
RUN java -Djarmode=tools -jar descent.jar extract --layers --destination layers \
    && load() { java -Dai.djl.offline=true -cp "layers/dependencies/lib/*" Load.java; } \
    && load \
    && without() { mkdir jar && (cd jar && jar xf ../$1 && find . -type f -name "$2" ! -path "$3" -delete \
            && find . -name '*.so*' -exec strip --strip-unneeded {} + && jar cfM ../$1 .) && rm -r jar; } \
    && without layers/dependencies/lib/pytorch-native-*.jar '*.so*' '' \
    && without layers/dependencies/lib/pytorch-jni-*.jar '*djl_torch*' '' \
    && without layers/dependencies/lib/duckdb_jdbc-*.jar '*.so_*' "*.so_linux_$(dpkg --print-architecture)" \
    && without layers/dependencies/lib/jna-*.jar '*jnidispatch*' "*/linux-$(uname -m | tr _ -)/*" \
    && find /opt/djl -name '*.so*' -exec strip --strip-unneeded {} + \
    && load \
    && chmod -R a+rX /opt/djl layers \
    && mkdir /data

FROM ${RUNTIME} AS runtime
COPY --from=build /root-files /
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/djl /opt/djl
COPY --from=build /src/layers/dependencies/ /app/
COPY --from=build /src/layers/snapshot-dependencies/ /app/
COPY --from=build /src/layers/application/ /app/
COPY --from=build --chown=10001:10001 /data /data
ARG TORCH
ARG TORCH_LIBRARY_PATH
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 \
    DJL_CACHE_DIR=/opt/djl \
    PYTORCH_LIBRARY_PATH=${TORCH_LIBRARY_PATH} \
    PYTORCH_FLAVOR=${TORCH} \
    DESCENT_DATA_DIR=/data \
    SERVER_ADDRESS=0.0.0.0
WORKDIR /data
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001

# The archive of classes, made by a start, a job and a stop in the very files that are shipped: it is valid for these paths,
# times and this Java alone.
FROM runtime AS archive
COPY docker/warm-up.sh /tmp/
RUN /tmp/warm-up.sh /tmp/data /tmp/descent.jsa

FROM runtime
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Descent" \
      org.opencontainers.image.description="A training service over HTTP" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=archive --chown=0:0 /tmp/descent.jsa /app/
EXPOSE 8080
VOLUME /data
# Jobs get 20 s to write checkpoints: stop with more patience than Docker's 10 s (docker stop -t 60).
STOPSIGNAL SIGTERM
# Liveness: while its database is away the service is not ready, and starting it anew would not help.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD wget -q -O /dev/null "http://127.0.0.1:${SERVER_PORT:-8080}/actuator/health/liveness"
# Java itself is process 1 and gets the signal. What follows the image's name are arguments: --descent.workers=2
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/app/descent.jsa", "-jar", "/app/descent.jar"]
