# Built with the JDK, run with the same one (its cache of classes fits that JVM alone), as a user
# without rights.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The context has no repository, so who builds the image says what it is built from:
# docker build --build-arg VIVACE_REVISION=$(git rev-parse --short=12 HEAD) .
ARG VIVACE_REVISION=
ARG VIVACE_BRANCH=
RUN root=/src && . scripts/build.sh \
 && mvn -B -q -pl server -am package -Dmaven.test.skip=true -Dspotless.check.skip=true \
      $(build_properties) \
 && mkdir -p /opt/vivace/lib /opt/vivace/config /opt/vivace/scripts \
 && cp server/target/server-*.jar server/target/lib/*.jar /opt/vivace/lib/ \
 && cp config/jvm.options /opt/vivace/config/ \
 && cp scripts/jvm.sh scripts/container.sh /opt/vivace/scripts/ \
 && sh /opt/vivace/scripts/container.sh train

FROM eclipse-temurin:25-jdk
ARG VIVACE_REVISION=
LABEL org.opencontainers.image.revision=$VIVACE_REVISION
COPY --from=build /opt/vivace /opt/vivace
COPY config/vivace.yaml /etc/vivace/vivace.yaml
RUN useradd --system --uid 10001 --home-dir /var/vivace vivace \
 && mkdir -p /var/vivace && chown vivace /var/vivace
USER vivace
WORKDIR /var/vivace
VOLUME /var/vivace
EXPOSE 3200 9095 4317 4318
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s \
  CMD ["sh", "/opt/vivace/scripts/container.sh", "run", "--health", "--config.file=/etc/vivace/vivace.yaml"]
ENTRYPOINT ["sh", "/opt/vivace/scripts/container.sh", "run"]
CMD ["--config.file=/etc/vivace/vivace.yaml"]
