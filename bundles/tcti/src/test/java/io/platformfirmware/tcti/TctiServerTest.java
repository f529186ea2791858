// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tpm.TpmServer;
import io.platformfirmware.tpm.TpmServerState;
import io.platformfirmware.tpm.TpmTransport;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

class TctiServerTest {

    private static final String RANDOM_5 = "80010000000e0000000000000005";

    private final FakeTransport first = new FakeTransport("tpm-a");
    private final FakeTransport second = new FakeTransport("tpm-b");
    private final ServiceReference<TpmTransport> firstReference = reference();
    private final ServiceReference<TpmTransport> secondReference = reference();
    private final List<Object> registered = new ArrayList<>();
    private int port;
    private TctiServer server;

    @BeforeEach
    void setUp() throws Exception {
        port = Bench.freePorts();
        server = new TctiServer(context(), config(Map.of()));
        server.addTransport(firstReference, first);
        Bench.eventually("it listens", () -> state().listeners().size() == 2);
    }

    @AfterEach
    void tearDown() {
        server.deactivate();
    }

    @Test
    void isAServiceUntilItEnds() {
        assertThat(registered).containsExactly(server);
        server.deactivate();
        assertThat(registered).isEmpty();
    }

    @Test
    void anotherTpmEndsTheConnectionsAndWhatTheyHaveLoadedIsFlushedOnTheirs() throws Exception {
        server.addTransport(secondReference, second);
        assertThat(state().deviceTrouble())
                .contains("there are several TPMs, and the settings do not say which (device): tpm-a, tpm-b");
        server.modified(config(Map.of("device", "tpm-a")));
        assertThat(state().deviceId()).contains("tpm-a");

        try (Client client = new Client(port)) {
            assertThat(client.command(FakeTransport.CREATE_PRIMARY, 0x40000001).response())
                    .endsWith("80000000");
            server.modified(config(Map.of("device", "tpm-b")));
            assertThat(client.isEnded()).isTrue();
        }
        Bench.eventually("flushed", () -> state().totals().flushed() == 1);
        assertThat(first.commands).last().isEqualTo("80010000000e0000016580000000");
        try (Client client = new Client(port)) {
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
        assertThat(second.commands).hasSize(1);
    }

    @Test
    void aTpmThatComesBackIsTheSame() throws Exception {
        try (Client client = new Client(port)) {
            client.command(FakeTransport.CREATE_PRIMARY, 0x40000001).response();
            server.removeTransport(firstReference);
            assertThat(state().deviceTrouble()).contains("there is no TPM");
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo("80010000000a00000101");
            server.addTransport(secondReference, first);
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
        Bench.eventually("flushed", () -> state().totals().flushed() == 1);
    }

    @Test
    void aFaultLeavesTheLastGoodSettingsInForce() throws Exception {
        try (Client client = new Client(port)) {
            server.modified(config(Map.of("swtpmPort", "none")));
            assertThat(state().settingsFault())
                    .get()
                    .asString()
                    .contains("swtpmPort = 'none' is not allowed: a whole number from 1 to 65534");
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            server.modified(config(Map.of()));
            assertThat(state().settingsFault()).isEmpty();
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @Test
    void offEndsEverything() throws Exception {
        try (Client client = new Client(port)) {
            client.command(FakeTransport.GET_RANDOM, 5).response();
            server.modified(config(Map.of("mssimPort", "")));
            assertThat(client.isEnded()).isTrue();
            Bench.eventually("nothing listens", () -> state().listeners().isEmpty());
        }
    }

    private TpmServerState state() {
        return server.state();
    }

    private TctiConfig config(Map<String, String> settings) {
        final Map<String, String> all = new HashMap<>();
        all.put("mssimPort", Integer.toString(port));
        all.putAll(settings);
        return Bench.config(all);
    }

    /** A framework that knows how to register one service and to forget it again. */
    private BundleContext context() {
        return fake(BundleContext.class, (method, arguments) -> {
            assertThat(method).isEqualTo("registerService");
            assertThat(arguments[0]).isEqualTo(TpmServer.class);
            registered.add(arguments[1]);
            return fake(ServiceRegistration.class, (what, nothing) -> registered.remove(arguments[1]));
        });
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<TpmTransport> reference() {
        return fake(ServiceReference.class, (method, arguments) -> {
            throw new AssertionError("only its identity counts");
        });
    }

    private interface Call {
        Object on(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TctiServerTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("hashCode")) {
                        return System.identityHashCode(proxy);
                    }
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    final Object answer = call.on(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
