import static org.neo4j.configuration.GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period;
import static org.neo4j.configuration.GraphDatabaseSettings.auth_enabled;
import static org.neo4j.configuration.GraphDatabaseSettings.read_only_database_default;
import static org.neo4j.configuration.GraphDatabaseSettings.shutdown_transaction_end_timeout;
import static org.neo4j.configuration.GraphDatabaseSettings.udc_enabled;

import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.config.Setting;

/**
 * A Neo4j for tests, Bolt on 127.0.0.1 only: java -Xmx1g -cp "lib/*" Launch.java HOME PORT [PASSWORD].
 * It prints READY once Bolt answers and runs until SIGTERM, or until its standard input ends: so it never outlives
 * the test run that holds the other end (by hand: tail -f /dev/null | java ...).
 */
class Launch {
    @SuppressWarnings("unchecked") // a number of seconds in Neo4j 5, a Duration in 2026
    static final Setting<Object> QUIET = (Setting<Object>) (Setting<?>) netty_server_shutdown_quiet_period;

    public static void main(String[] args) {
        try {
            start(Path.of(args[0]), Integer.parseInt(args[1]), args.length > 2 ? args[2] : null);
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        } catch (Throwable reason) { // Neo4j's own threads would keep a half-started server alive
            reason.printStackTrace();
            System.exit(1);
        }
    }

    static void start(Path home, int port, String password) throws Exception {
        var fresh = Files.notExists(home.resolve("data"));
        var server = new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
                .setConfig(HttpConnector.enabled, false)
                .setConfig(auth_enabled, password != null)
                .setConfig(read_only_database_default, "true".equals(System.getenv("READ_ONLY")))
                .setConfig(udc_enabled, false) // no usage reports over the network
                .setConfig(QUIET, QUIET.defaultValue() instanceof Duration ? Duration.ZERO : 0) // stop in 1 s, not 10
                .setConfig(shutdown_transaction_end_timeout, Duration.ofSeconds(1)) // also with one left open
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        if (password != null && fresh) { // Neo4j refuses to set the same password again
            server.database("system").executeTransactionally(
                    "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
        }
        try (var bolt = new Socket("127.0.0.1", port)) {
            bolt.getOutputStream().write(HexFormat.of().parseHex("6060b017" + "00000005" + "00000004" + "0".repeat(16)));
            var version = new DataInputStream(bolt.getInputStream()).readInt();
            System.out.println(version > 0 ? "READY" : "expected a Bolt version, got " + version);
        }
    }
}
